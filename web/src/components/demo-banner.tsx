interface DemoBannerProps {
  missingKeys: string[]
  /** In a call there is little room: one sentence. */
  isShort?: boolean
}

/** Says what a demo is not, and what makes it real. */
export function DemoBanner({ missingKeys, isShort = false }: DemoBannerProps) {
  if (isShort) {
    return (
      <aside className="banner" data-testid="demo-banner">
        <strong>Demo:</strong> a small fixed script answers; no language model or speech recognition is connected.
      </aside>
    )
  }
  return (
    <aside className="banner" data-testid="demo-banner">
      <p>
        <strong>Demo:</strong> no language model or speech recognition is connected. The answers come from a small fixed script, and the
        microphone is not used.
      </p>
      {missingKeys.length > 0 && (
        <p>
          For the real thing, put{' '}
          {missingKeys.map((name, index) => (
            <span key={name}>
              {index > 0 && (index === missingKeys.length - 1 ? ' and ' : ', ')}
              <code>{name}</code>
            </span>
          ))}{' '}
          into <code>.env</code> and run <code>voicectl restart</code>.
        </p>
      )}
    </aside>
  )
}
