import type { Place } from '../core/place.ts'
import type { ConfigNode } from './config-node.ts'
import type { Site, Stated, User } from './site.ts'

/** A service of a compose file, after overrides and interpolation, or a workload of a Kubernetes manifest. */
export interface ServiceFact {
  what: 'service'
  name: string
  user: User
  site: Site
  image: Stated | null
  /** True where it is built from a Dockerfile. */
  built: boolean
  published: readonly PublishedPort[]
  /** Names that lead to it by ports of their own: the Services of Kubernetes. */
  fronts?: readonly Front[]
  mounts: readonly Mount[]
  /** Paths from the checked folder. */
  envFiles: readonly string[]
  command: Stated | null
  /** Where its whole config stands in the compose file itself, which it reads instead of any other. */
  body?: Place
  restart: Stated | null
  stopGracePeriod: Stated | null
  /** Linux capabilities that are added, such as CAP_SYS_ADMIN. */
  capabilities: readonly string[]
  node: ConfigNode
  at: Place
}

/** A compose project: the files that one `docker compose up` reads. */
export interface ProjectFact {
  what: 'project'
  site: Site
  services: readonly string[]
  volumes: readonly string[]
  networks: readonly string[]
  /** Networks that others made, with containers in them that nobody here knows. */
  external: readonly string[]
  /** False where it takes something from a file that is not there. */
  complete: boolean
}

export interface PublishedPort {
  /** Address on the machine; null for all. */
  host: string | null
  /** Range on the machine; null where Docker chooses. */
  published: { from: number; to: number } | null
  target: { from: number; to: number }
  protocol: 'tcp' | 'udp'
  at: Place
}

/** A name before a service, and the container's port behind each of its ports. */
export interface Front {
  names: readonly string[]
  ports: readonly { port: number; target: number; at: Place }[]
}

export interface Mount {
  /** Path on the machine, relative to the checked folder where it is relative; a volume's name; null for an anonymous one. */
  source: string | null
  kind: 'bind' | 'volume' | 'tmpfs'
  target: string
  readOnly: boolean
  at: Place
}
