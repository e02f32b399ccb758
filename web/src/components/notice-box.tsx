import type { Notice } from '../call/notice.ts'

export function NoticeBox({ notice }: { notice: Notice }) {
  const { tone, title, text, command } = notice
  return (
    <div className={`notice ${tone}`} role={tone === 'error' ? 'alert' : 'status'} data-testid="notice">
      <p className="notice-title">{title}</p>
      <p>{text}</p>
      {command && (
        <p>
          In a terminal: <code>{command}</code>
        </p>
      )}
    </div>
  )
}
