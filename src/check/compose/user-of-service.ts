import { type ConfigNode, nodeAt, textOf } from '../config-node.ts'
import { isDashboard, isDashboardName } from '../dashboards.ts'
import type { PublishedPort, User } from '../facts.ts'
import { isBrowserName } from '../env/names.ts'
import { pathFrom } from './mounts.ts'
import { namesOf } from './normal-form.ts'

/** By the last parts of an image's name. */
const IMAGES: readonly [RegExp, User][] = [
  [/(?:^|\/)livekit-server$/, 'livekit'],
  [/(?:^|\/)(?:livekit\/|livekit-)sip$/, 'sip'],
  [/(?:^|\/)(?:livekit\/|livekit-)egress$/, 'egress'],
  [/(?:^|\/)(?:livekit\/|livekit-)ingress$/, 'ingress'],
  [/(?:^|\/)livekit-(?:dashboard|console|admin)$/, 'dashboard'],
  [/(?:^|\/)(?:redis|valkey|keydb|dragonfly|redis-stack(?:-server)?|redis-alpine)$/, 'redis'],
  [
    /(?:^|\/)(?:caddy|caddyl4|nginx|nginx-unprivileged|openresty|traefik|haproxy|envoy|nginx-proxy|nginxproxymanager|nginx-proxy-manager)$/,
    'proxy',
  ],
]

const NAMES: readonly [RegExp, User][] = [
  [/^(?:livekit|livekit[-_]?server|lk|lk-server)$/, 'livekit'],
  [/(?:^|[-_])sip(?:[-_]|$)/, 'sip'],
  [/(?:^|[-_])egress(?:[-_]|$)/, 'egress'],
  [/(?:^|[-_])ingress(?:[-_]|$)/, 'ingress'],
  [/agent|worker|assistant|(?:^|[-_])bot(?:[-_]|$)/, 'agent'],
  [/front|portal|client|(?:^|[-_])(?:web|www|ui|page|site|playground|meet)(?:[-_]|$)/, 'page'],
]
const SERVES_OTHERS = /(?:^|[-_])(?:api|backend|server|token|auth|webhooks?)(?:[-_]|$)/

export interface Known {
  name: string
  service: ConfigNode
  image: string | null
  /** Names of its environment, its env files' too. */
  variables: ReadonlySet<string>
  published: readonly PublishedPort[]
}

/** Which part of a LiveKit stack a service is: by its image, else by its own name and environment. */
export function userOfService(known: Known): User {
  const byImage = known.image === null ? undefined : userOfImage(known.image)
  return byImage ?? (isOfDashboard(known) ? 'dashboard' : (byName(known) ?? byEnvironment(known)))
}

function isOfDashboard({ name, service, variables }: Known): boolean {
  if (isDashboard(name, variables)) return true
  // The folder's name tells of a service that is called nothing else.
  return (partNamed(name) === undefined || isDashboardName(name)) && isDashboard(folderOfBuild(service), [])
}

function partNamed(name: string): User | undefined {
  return NAMES.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1]
}

function byName({ name, service, image, variables }: Known): User | undefined {
  const named = partNamed(name)
  const built = nodeAt(service, 'build') !== undefined
  const ofServer = named === 'livekit' || named === 'sip' || named === 'egress' || named === 'ingress'
  const isBeside = ofServer && named !== 'livekit' && SERVES_OTHERS.test(name.toLowerCase())
  if (isBeside) return undefined
  return (ofServer ? built || image?.includes('livekit') : built || isLiveKit(variables)) ? named : undefined
}

function byEnvironment({ name, variables, published }: Known): User {
  if ([...variables].some((variable) => isBrowserName(variable))) return 'page'
  if (!isLiveKit(variables) || SERVES_OTHERS.test(name.toLowerCase()) || isDashboardName(name)) return 'other'
  return published.some(({ target }) => target.from === 3000) ? 'page' : 'agent'
}

function isLiveKit(variables: ReadonlySet<string>): boolean {
  return [...variables].some((variable) => /^(?:LIVEKIT_|LK_)/.test(variable))
}

/** The folder it is built from; empty where it is not built, or from somewhere that no file shows. */
function folderOfBuild(service: ConfigNode): string {
  const context = nodeAt(service, 'build', 'context')
  return context ? pathFrom(context.at.file, textOf(context) ?? '') : ''
}

/** The program of an image; undefined for one that is not known. */
export function userOfImage(image: string): User | undefined {
  const name = image
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .toLowerCase()
  return IMAGES.find(([pattern]) => pattern.test(name))?.[1]
}

/** The names of a service's own environment and build arguments. */
export function ownVariables(service: ConfigNode): Set<string> {
  return new Set([...namesOf(nodeAt(service, 'environment')), ...namesOf(nodeAt(service, 'build', 'args'))])
}
