import { DeviceSelect } from './device-select.tsx'
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
      <div className="devices">
        {hasMicrophone && <DeviceSelect kind="audioinput" label="Microphone" onError={onMicrophoneError} />}
        <DeviceSelect kind="audiooutput" label="Speaker" onError={onMicrophoneError} />
      </div>
      <button type="button" className="button danger" onClick={onEnd}>
        <Icon name="hangUp" />
        End call
      </button>
    </div>
  )
}
