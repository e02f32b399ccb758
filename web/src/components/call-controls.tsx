import { Devices } from './devices.tsx'
import { Icon } from './icon.tsx'
import { MicrophoneButton } from './microphone-button.tsx'

interface CallControlsProps {
  hasMicrophone: boolean
  onMicrophoneError: (error: unknown) => void
  onEnd: () => void
}

export function CallControls({ hasMicrophone, onMicrophoneError, onEnd }: CallControlsProps) {
  return (
    <div className="controls">
      {hasMicrophone && <MicrophoneButton onError={onMicrophoneError} />}
      {hasMicrophone && <Devices onError={onMicrophoneError} />}
      <button type="button" className="button danger" onClick={onEnd}>
        <Icon name="hangUp" />
        End call
      </button>
    </div>
  )
}
