import type { TranscriptEntry } from '../call/transcript.ts'

export function TranscriptLine({ entry, language }: { entry: TranscriptEntry; language: string }) {
  const { side, text, isFinal } = entry
  return (
    <li className={`line ${side}`} data-testid={`${side}-line`} data-final={isFinal}>
      <span className="for-readers">{side === 'agent' ? 'Agent: ' : 'You: '}</span>
      <span className="bubble" lang={language}>
        {text}
      </span>
    </li>
  )
}
