import type { Target } from '../stack/schema.ts'
import type { ProviderId } from '../stack/providers.ts'
import type { Stack } from '../stack/load.ts'

/** A key and secret that some program signs its tokens with. */
export interface KeyPair {
  /** Whose: `agent`, `page`, `sip`, `egress`, or the stack's own where all share it. */
  user: string
  key: string
  secret: string
}

/** A Redis server as one program is told to reach it, seen from this machine. */
export interface RedisTarget {
  /** Who uses it: livekit, sip, egress, … */
  user: string
  host: string
  port: number
  db: number
  username: string | null
  password: string | null
  tls: boolean
}

/** A port that a program of the stack binds on this machine. */
export interface NeededPort {
  service: string
  port: number
  protocol: 'tcp' | 'udp'
  /** The address it is bound to. */
  host: string
  /** What moves it: `livekit.port in voicectl.yaml`. */
  setting: string
}

export interface Media {
  /** UDP ports of media; one port has from = to. Null where the files don't say. */
  udp: { from: number; to: number } | null
  tcpPort: number | null
  /** The address that the server is told to send callers to. */
  nodeIp: string | null
  /** True where the server asks STUN servers for its address. */
  findsOwnAddress: boolean
}

export interface Turn {
  domain: string | null
  udpPort: number | null
  tlsPort: number | null
  /** True where a proxy ends TLS before it. */
  externalTls: boolean
  /** True where it may relay to the private address of this host, which LiveKit refuses from 1.12.0 on unless allowed. */
  relaysToPrivate: boolean
}

export interface SipService {
  host: string
  port: number
  tlsPort: number | null
  /** Where it says how it is, as http://host:port; null where it doesn't. */
  healthUrl: string | null
}

export interface ChosenProvider {
  id: ProviderId
  /** What it is used for. */
  parts: readonly ('stt' | 'llm' | 'tts')[]
  key: string | null
  /** The server to ask instead of the provider's own. */
  baseUrl: string | null
}

/** All that is to be probed: values, joined from voicectl.yaml, .env and the other files of a folder. Holds secrets. */
export interface Subject {
  /** Absolute path. */
  dir: string
  name: string
  /** The stack of voicectl.yaml; null for one that voicectl did not make. */
  stack: Stack | null
  target: Target | null
  /** `demo` where no provider is called; null where the files don't say. */
  mode: 'demo' | 'live' | null
  /** Where the programs of this machine reach LiveKit, ws:// or wss://; null where no file says. */
  serverUrl: string | null
  /** Where browsers reach it. */
  browserUrl: string | null
  /** The page, http:// or https://, as users open it. */
  pageUrl: string | null
  /** The page on this machine, without the proxy. */
  localPageUrl: string | null
  keys: readonly KeyPair[]
  redis: readonly RedisTarget[]
  /** What the stack has inside of container networks only, where this machine can't look. */
  hidden: readonly 'redis'[]
  ports: readonly NeededPort[]
  media: Media | null
  turn: Turn | null
  /** Public names and what is served there. */
  domains: readonly { name: string; of: 'livekit' | 'page' | 'turn' | 'sip' }[]
  sip: SipService | null
  egress: { healthUrl: string | null; outputs: readonly string[] } | null
  agent: {
    /** Names that workers of this stack register under. */
    names: readonly string[]
    /** Names that rooms, rules and the page ask for. */
    wanted: readonly string[]
    /** The worker's own answer, http://host:port; null where no file says. */
    healthUrl: string | null
  }
  providers: readonly ChosenProvider[]
  /** Every variable that the files set: credentials of carriers and databases are found here by name. */
  env: ReadonlyMap<string, string>
  /** Values that no output may show. */
  secrets: readonly string[]
}
