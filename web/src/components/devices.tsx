import { useMediaDeviceSelect } from '@livekit/components-react'
import { useId } from 'react'
import { DeviceSelect } from './device-select.tsx'
import { Icon } from './icon.tsx'

/** The choice of microphone and speaker, in a sheet; nothing where the browser names no two of either. */
export function Devices({ onError }: { onError: (error: unknown) => void }) {
  const id = useId()
  const microphones = useMediaDeviceSelect({ kind: 'audioinput' })
  const speakers = useMediaDeviceSelect({ kind: 'audiooutput' })
  const kinds = [
    { label: 'Microphone', ...microphones },
    { label: 'Speaker', ...speakers },
  ].filter(({ devices }) => devices.filter(({ label }) => label !== '').length > 1)
  if (kinds.length === 0) return null
  return (
    <>
      <button type="button" className="button" popoverTarget={id} aria-label="Devices">
        <Icon name="sliders" />
        <span className="button-words">Devices</span>
      </button>
      <div id={id} popover="auto" className="sheet" role="dialog" aria-label="Devices">
        {kinds.map(({ label, devices, activeDeviceId, setActiveMediaDevice }) => (
          <DeviceSelect
            key={label}
            label={label}
            devices={devices}
            active={activeDeviceId}
            onChoose={(device) => void setActiveMediaDevice(device).catch(onError)}
          />
        ))}
        <button type="button" className="button primary" popoverTarget={id} popoverTargetAction="hide">
          Done
        </button>
      </div>
    </>
  )
}
