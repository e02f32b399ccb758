import { useEffect, useRef } from 'react'
import type { TranscriptEntry } from '../call/transcript.ts'
import { useSettled } from '../call/use-settled.ts'
import { TranscriptLine } from './transcript-line.tsx'

interface TranscriptProps {
  entries: TranscriptEntry[]
  language: string
  /** The agent is about to answer. */
  isWaiting: boolean
}

const SETTLED_MS = 700
/** Within this many pixels of the end the reader is at the end, and stays there. */
const NEAR_END = 80

/** What was said by both sides, following the end unless the reader has scrolled up. */
export function Transcript({ entries, language, isWaiting }: TranscriptProps) {
  const box = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const last = entries.at(-1)
  const spoken = useSettled(last?.isFinal ? `${last.side === 'agent' ? 'Agent' : 'You'}: ${last.text}` : '', SETTLED_MS)

  useEffect(() => {
    const element = box.current
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight
  }, [entries, isWaiting])

  const onScroll = () => {
    const element = box.current
    if (element) isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END
  }
  return (
    // A box that scrolls has to take the focus, or the keyboard can't scroll it.
    <section className="transcript" ref={box} onScroll={onScroll} tabIndex={0} aria-label="Transcript">
      <ol>
        {entries.map((entry) => (
          <TranscriptLine key={entry.id} entry={entry} language={language} />
        ))}
        {isWaiting && (
          <li className="line agent" aria-hidden>
            <span className="bubble dots">
              <i />
              <i />
              <i />
            </span>
          </li>
        )}
      </ol>
      <p className="for-readers" aria-live="polite" lang={language}>
        {spoken}
      </p>
    </section>
  )
}
