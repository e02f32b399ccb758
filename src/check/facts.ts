import type { Place } from '../core/place.ts'
import type { ConfigNode } from './config-node.ts'
import type { RedisFact, RedisServerFact } from './redis-fact.ts'
import type { ProjectFact, ServiceFact } from './service-fact.ts'
import type { Site, Stated, User } from './site.ts'

export type { RedisFact, RedisServerFact } from './redis-fact.ts'
export type { Front, Mount, ProjectFact, PublishedPort, ServiceFact } from './service-fact.ts'
export type { Site, Stated, User } from './site.ts'

/** One environment variable that a file sets. */
export interface EnvFact {
  what: 'env'
  name: string
  /** Null where it is named and left to whoever starts the service. */
  value: Stated | null
  at: Place
  user: User
  site: Site
  /** True where its value is a secret, by its name or its form. */
  secret: boolean
  /** True where a build puts it into pages that browsers load: NEXT_PUBLIC_*, VITE_*, REACT_APP_*. */
  browser: boolean
  /** `example` files hold placeholders on purpose. */
  in: 'env-file' | 'example' | 'compose' | 'dockerfile' | 'kubernetes'
}

/** A key and secret that some program signs with (`client`), or that the server accepts (`server`). */
export interface ApiPairFact {
  what: 'api-pair'
  side: 'server' | 'client'
  user: User
  site: Site
  key: Stated | null
  secret: Stated | null
  at: Place
}

/** Where a program looks for the LiveKit server. */
export interface LiveKitUrlFact {
  what: 'livekit-url'
  user: User
  site: Site
  url: Stated
  /** True where a browser uses it, so that it must be reachable from outside. */
  browser: boolean
  /** The name it is set under: ws_url, LIVEKIT_URL, NEXT_PUBLIC_LIVEKIT_URL. */
  name: string
}

export type PortPurpose =
  | 'signal'
  | 'rtc-tcp'
  | 'rtc-udp'
  | 'turn-udp'
  | 'turn-tls'
  | 'turn-relay'
  | 'sip'
  | 'sip-tls'
  | 'rtp'
  | 'redis'
  | 'health'
  | 'metrics'
  | 'page'
  | 'dashboard'
  | 'template'
  | 'proxy'
  | 'other'

/** A port or range that a program listens on. */
export interface ListenFact {
  what: 'listen'
  user: User
  site: Site
  purpose: PortPurpose
  protocol: 'tcp' | 'udp'
  from: number
  to: number
  /** Null when it is bound to all addresses. */
  host: string | null
  at: Place
  /** True where the file says nothing and the program's default counts. */
  byDefault: boolean
}

/** A config of a LiveKit program, in its own file, in an environment variable, or in a chart's values. */
export interface ConfigFact {
  what: 'config'
  of: 'livekit' | 'sip' | 'egress' | 'ingress'
  node: ConfigNode
  site: Site
  /** True for a file of its own, which the program reads as it is written. */
  standalone?: true
  /** Version from the image tag of the service that reads it, such as `1.13.5`; null when unknown. */
  version: string | null
}

/** One way through a proxy: from a public name to a program. */
export interface ProxyRouteFact {
  what: 'proxy-route'
  by: 'caddy' | 'caddy-l4' | 'nginx'
  site: Site
  /** The public name, or a pattern such as `*.example.com`; null where it takes any, or one that a variable holds which no file sets. */
  host: Stated | null
  /** The path it takes, as the proxy writes it; null for every path. */
  path: string | null
  /** Where it listens. */
  listen: { port: number; tls: boolean }
  /** `tls` where the proxy speaks TLS to it. */
  upstream: { host: string; port: number; tls?: true; at: Place } | null
  /** 4: bytes, by SNI. 7: HTTP. */
  layer: 4 | 7
  /** True where TLS ends here. */
  endsTls: boolean
  /** False where the upgrade headers of a WebSocket don't get through; null where the proxy does it by itself. */
  upgrade: boolean | null
  /** What nginx would need to be told for that. `version` is left to its default, which depends on the release. */
  lacks: readonly ('upgrade-header' | 'connection-header' | 'http-1.1' | 'version')[]
  /** Seconds without a byte after which the proxy hangs up, where a file sets it. */
  readTimeout: Stated<number> | null
  at: Place
}

/** Names that a proxy asks certificates for. */
export interface CertificateFact {
  what: 'certificate'
  host: Stated
  site: Site
}

/** A message of LiveKit's API as JSON or YAML declares it. */
interface Message {
  node: ConfigNode
  /** The protocol's field by its snake_case name, whichever spelling the file has. */
  field: (name: string) => ConfigNode | undefined
  /** The request around it: `{"trunk": …}`; null where it stands by itself. */
  wrapper: ConfigNode | null
  /** Values that no output may show: passwords, pins, keys of a store. */
  secrets: readonly string[]
  site: Site
  at: Place
}

/**
 * A SIP trunk. `wrapped` is what `lk sip … create` takes, `bare` what `update` takes, `list-item` what `list --json` prints; `declared` is one of
 * voicectl.yaml, put into the protocol's names.
 */
export interface TrunkFact extends Message {
  what: 'trunk'
  direction: 'inbound' | 'outbound'
  shape: 'wrapped' | 'bare' | 'list-item' | 'declared'
}

export interface DispatchRuleFact extends Message {
  what: 'dispatch-rule'
  /** How the file wraps it: `lk` since 2.4.10 refuses `top-level`. `declared`: see TrunkFact. */
  shape: 'wrapped' | 'top-level' | 'list-item' | 'declared'
}

/** An egress request as `lk egress start` takes it, or, with `auto`, one that a room's configuration holds: it has no room's name. */
export interface EgressRequestFact extends Message {
  what: 'egress-request'
  type: 'room-composite' | 'participant' | 'track-composite' | 'track' | 'web'
  auto: boolean
  shape: 'request' | 'declared'
}

/** A name that a worker registers under, or that somebody asks for. */
export interface AgentNameFact {
  what: 'agent-name'
  /** `worker`: it registers so. `wanted`: a rule, token endpoint or page asks for it. */
  side: 'worker' | 'wanted'
  user: User
  site: Site
  name: Stated
  /** True where its file gives it no name, and a default counts: then no place shows it. */
  isDefault?: true
  /** Of a worker's code. The variable goes before the name where it is set; `isOpen` where the code has no name of its own, and `name` is none. */
  code?: { variable: string | null; isOpen: boolean }
}

/** An image that a Dockerfile starts from. */
export interface BaseImageFact {
  what: 'base-image'
  image: Stated
  site: Site
}

/** A package that a project depends on. */
export interface PackageFact {
  what: 'package'
  ecosystem: 'npm' | 'pypi'
  name: string
  version: string | null
  at: Place
}

/** The stack of a voicectl.yaml, as far as rules need it. */
export interface StackFact {
  what: 'stack'
  node: ConfigNode
  target: 'local' | 'self-hosted' | 'cloud' | null
  site: Site
}

/** A file that is of a kind we know and can't be used as it is. */
export interface FaultFact {
  what: 'fault'
  kind: 'syntax' | 'aliases' | 'encoding' | 'too-large' | 'unreadable' | 'missing-file' | 'missing-variable' | 'blank-variable' | 'schema'
  message: string
  at: Place
}

/** A config file that no service reads, because the one it could be meant for has its config in the compose file. What it says counts for nothing. */
export interface UnusedFileFact {
  what: 'unused-file'
  at: Place
  /** The service that has its config elsewhere, and where. */
  service: string
  instead: Place
  facts: readonly Fact[]
}

export type Fact =
  | EnvFact
  | ApiPairFact
  | LiveKitUrlFact
  | RedisFact
  | RedisServerFact
  | ListenFact
  | ServiceFact
  | ProjectFact
  | ConfigFact
  | ProxyRouteFact
  | CertificateFact
  | TrunkFact
  | DispatchRuleFact
  | EgressRequestFact
  | AgentNameFact
  | PackageFact
  | BaseImageFact
  | StackFact
  | UnusedFileFact
  | FaultFact

type FactOf<What extends Fact['what']> = Extract<Fact, { what: What }>

/** All that the files say. */
export class Facts {
  readonly #byWhat = new Map<string, Fact[]>()
  readonly #unused: Facts | null

  constructor(facts: Iterable<Fact>) {
    const unused: Fact[] = []
    for (const fact of facts) {
      const same = this.#byWhat.get(fact.what)
      if (same) same.push(fact)
      else this.#byWhat.set(fact.what, [fact])
      if (fact.what === 'unused-file') unused.push(...fact.facts)
    }
    this.#unused = unused.length > 0 ? new Facts(unused) : null
  }

  /** The facts of one kind, in the order of their files. */
  all<What extends Fact['what']>(what: What): readonly FactOf<What>[] {
    return (this.#byWhat.get(what) ?? []) as FactOf<What>[]
  }

  /** As `all`, also those of files that no service reads: a secret in one of them is a secret. */
  everywhere<What extends Fact['what']>(what: What): readonly FactOf<What>[] {
    return this.#unused ? [...this.all(what), ...this.#unused.all(what)] : this.all(what)
  }
}
