import { useMediaDeviceSelect } from '@livekit/components-react'
import { SelectField } from './select-field.tsx'

interface DeviceSelectProps {
  kind: 'audioinput' | 'audiooutput'
  label: string
  onError: (error: unknown) => void
}

/** The devices the browser names, which it does once the microphone was allowed; nothing where there is no choice. */
export function DeviceSelect({ kind, label, onError }: DeviceSelectProps) {
  const { devices, activeDeviceId, setActiveMediaDevice } = useMediaDeviceSelect({ kind })
  const named = devices.filter((device) => device.label !== '')
  if (named.length < 2) return null
  const options = named.map(({ deviceId, label: name }) => ({ id: deviceId, label: name }))
  return (
    <SelectField label={label} value={activeDeviceId} options={options} onChange={(id) => void setActiveMediaDevice(id).catch(onError)} />
  )
}
