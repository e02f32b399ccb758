import { readFile } from 'node:fs/promises'
import type { ServicePort } from '../service.ts'

export const LIVEKIT_CONFIG = 'livekit.yaml'
const ALL_ADDRESSES = '0.0.0.0'

interface PortSetting {
  path: string[]
  protocol: ServicePort['protocol']
  /** What moves it. */
  key: string
}

const SETTINGS: PortSetting[] = [
  { path: ['port'], protocol: 'tcp', key: 'livekit.port in voicectl.yaml' },
  { path: ['rtc', 'tcp_port'], protocol: 'tcp', key: 'livekit.tcpPort in voicectl.yaml' },
  { path: ['rtc', 'udp_port'], protocol: 'udp', key: 'livekit.udpPort in voicectl.yaml' },
  { path: ['turn', 'udp_port'], protocol: 'udp', key: 'turn.udp_port in livekit.yaml' },
  { path: ['turn', 'tls_port'], protocol: 'tcp', key: 'turn.tls_port in livekit.yaml' },
]

/** The ports that LiveKit will bind by its config file, which may be edited by hand. A range of media ports is left out: each is bound as a call comes. */
export async function livekitPorts(configFile: string): Promise<ServicePort[]> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(await readFile(configFile, 'utf8'))
  return SETTINGS.flatMap(({ path, protocol, key }) => {
    const port = document.getIn(path)
    return typeof port === 'number' && port > 0 ? [{ port, protocol, key, host: ALL_ADDRESSES }] : []
  })
}
