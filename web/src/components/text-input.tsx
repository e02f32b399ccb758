import { useState } from 'react'
import { Icon } from './icon.tsx'

interface TextInputProps {
  onSend: (text: string) => Promise<unknown>
  /** False while nobody is there to read it. */
  canSend: boolean
  language: string
  /** True where writing is the only way. */
  hasFocus: boolean
}

export function TextInput({ onSend, canSend, language, hasFocus }: TextInputProps) {
  const [text, setText] = useState('')
  const [isFailed, setIsFailed] = useState(false)
  const message = text.trim()
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    if (!canSend || message === '') return
    setText('')
    setIsFailed(false)
    try {
      await onSend(message)
    } catch {
      setText(message)
      setIsFailed(true)
    }
  }
  return (
    <form className="text-input" onSubmit={(event) => void submit(event)}>
      <input
        type="text"
        aria-label="Message to the agent"
        placeholder={canSend ? 'Write to the agent…' : 'The agent isn’t here yet'}
        value={text}
        onChange={(event) => setText(event.target.value)}
        maxLength={2000}
        autoComplete="off"
        enterKeyHint="send"
        autoFocus={hasFocus}
        lang={language}
      />
      <button type="submit" className="button primary round" aria-label="Send" disabled={!canSend || message === ''}>
        <Icon name="send" />
      </button>
      {isFailed && (
        <p className="input-problem" role="alert">
          The message wasn’t sent. Try again.
        </p>
      )}
    </form>
  )
}
