import { BarVisualizer, useLocalParticipant, useTrackToggle } from '@livekit/components-react'
import { Track } from 'livekit-client'
import { useEffect } from 'react'
import { Icon } from './icon.tsx'

/** Mutes and unmutes, and shows that the microphone hears something. `onError` gets null once it works. */
export function MicrophoneButton({ onError }: { onError: (error: unknown) => void }) {
  const { enabled, buttonProps } = useTrackToggle({ source: Track.Source.Microphone, onDeviceError: onError })
  const { microphoneTrack, localParticipant } = useLocalParticipant()
  useEffect(() => {
    if (enabled) onError(null)
  }, [enabled, onError])
  const { onClick, disabled } = buttonProps
  return (
    <button
      type="button"
      className="button microphone"
      aria-pressed={enabled}
      onClick={onClick}
      disabled={disabled}
      data-testid="microphone"
    >
      <Icon name={enabled ? 'microphone' : 'microphoneOff'} />
      {enabled ? 'Mute' : 'Unmute'}
      {enabled && microphoneTrack && (
        <span className="level" aria-hidden>
          <BarVisualizer
            barCount={3}
            options={{ minHeight: 15 }}
            track={{ participant: localParticipant, publication: microphoneTrack, source: Track.Source.Microphone }}
          />
        </span>
      )}
    </button>
  )
}
