import type { Notice } from '../call/notice.ts'
import { insecurePageProblem } from '../call/problems.ts'
import type { CallChoices } from '../server/call-details.ts'
import type { PageConfig } from '../server/page-config.ts'
import { DemoBanner } from './demo-banner.tsx'
import { Icon } from './icon.tsx'
import { NoticeBox } from './notice-box.tsx'
import { SelectField } from './select-field.tsx'

interface StartViewProps {
  config: PageConfig
  choices: CallChoices
  onChoose: (choices: CallChoices) => void
  onStart: () => void
  notice: Notice | null
  /** The notice says why no call can be made at all. */
  isBlocked: boolean
  /** A call has just been: the focus was in it, and comes back to the button. */
  hasCalled: boolean
}

export function StartView({ config, choices, onChoose, onStart, notice, isBlocked, hasCalled }: StartViewProps) {
  const isLive = config.mode === 'live'
  const shown = notice ?? (isLive ? insecurePageProblem(window.isSecureContext) : null)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    onStart()
  }
  return (
    <main className="page start">
      <header className="start-head">
        <p className="stack-name">{config.name}</p>
        <h1>{isLive ? 'Talk to the agent' : 'Write to the agent'}</h1>
        <p className="lead">
          {isLive
            ? 'Start a call, allow the microphone, and speak. You can also write.'
            : 'Start a call and write. The agent answers by a small script, aloud where this machine can speak.'}
        </p>
      </header>
      {config.demo && <DemoBanner missingKeys={config.demo.missingKeys} />}
      {shown && <NoticeBox notice={shown} />}
      <form className="card" onSubmit={submit}>
        <div className="fields">
          <SelectField
            label="Language"
            value={choices.language}
            options={config.languages}
            onChange={(language) => onChoose({ ...choices, language })}
          />
          <SelectField label="About" value={choices.mode} options={config.modes} onChange={(mode) => onChoose({ ...choices, mode })} />
          {config.voices.length > 1 && (
            <SelectField
              label="Voice"
              value={choices.voice}
              options={config.voices}
              onChange={(voice) => onChoose({ ...choices, voice })}
            />
          )}
        </div>
        <button type="submit" className="button primary large" disabled={isBlocked} autoFocus={hasCalled}>
          <Icon name={isLive ? 'phone' : 'message'} />
          Start call
        </button>
      </form>
    </main>
  )
}
