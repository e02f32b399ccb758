const paths = {
  phone: 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2',
  hangUp:
    'M2.6 14.6l.9 2.2a1 1 0 0 0 1.2.6l3.1-.9a1 1 0 0 0 .7-1l-.1-1.9a11 11 0 0 1 7.2 0l-.1 1.9a1 1 0 0 0 .7 1l3.1.9a1 1 0 0 0 1.2-.6l.9-2.2a1 1 0 0 0-.2-1C17 9 7 9 2.8 13.6a1 1 0 0 0-.2 1',
  message: 'M4 5h16v11H9l-5 4z',
  sliders: 'M4 7h9M17 7h3M13 4v6M4 17h3M11 17h9M7 14v6',
  send: 'M5 12h13M12 5l7 7-7 7',
  microphone: 'M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3M5 11a7 7 0 0 0 14 0M12 18v3',
  microphoneOff: 'M4 4l16 16M15 10V6a3 3 0 0 0-5.7-1.3M9 9v3a3 3 0 0 0 4.5 2.6M5 11a7 7 0 0 0 10.7 6M19 11a7 7 0 0 1-.6 2.8M12 18v3',
} as const

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={paths[name]} />
    </svg>
  )
}
