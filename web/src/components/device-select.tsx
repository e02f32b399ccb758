import { SelectField } from './select-field.tsx'

interface DeviceSelectProps {
  label: string
  devices: MediaDeviceInfo[]
  active: string
  onChoose: (deviceId: string) => void
}

/** The devices of one kind; the browser names them once the microphone was allowed. */
export function DeviceSelect({ label, devices, active, onChoose }: DeviceSelectProps) {
  const options = devices.map(({ deviceId, label: name }) => ({ id: deviceId, label: name }))
  return <SelectField label={label} value={active} options={options} onChange={onChoose} />
}
