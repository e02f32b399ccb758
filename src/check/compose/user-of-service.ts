import { type ConfigNode, itemsOf, nodeAt } from '../config-node.ts'
import type { PublishedPort, User } from '../facts.ts'
import { isBrowserName } from '../env/names.ts'
import { namesOf } from './normal-form.ts'

/** By the last part of an image's name, or the last two. */
const IMAGES: Partial<Record<User, string>> = {
  livekit: 'livekit-server',
  sip: 'livekit/sip livekit-sip',
  egress: 'livekit/egress livekit-egress',
  ingress: 'livekit/ingress livekit-ingress',
  dashboard: 'livekit-dashboard livekit-console livekit-admin',
  redis: 'redis valkey keydb dragonfly redis-stack redis-stack-server redis-alpine',
  proxy: 'caddy caddyl4 nginx nginx-unprivileged openresty traefik haproxy envoy nginx-proxy nginxproxymanager nginx-proxy-manager',
}
const USERS = new Map(Object.entries(IMAGES).flatMap(([user, names]) => names.split(' ').map((name) => [name, user as User])))

const NAMES: readonly [RegExp, User][] = [
  [/dashboard|admin|console/, 'dashboard'],
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
export function userOfService({ name, service, image, variables, published }: Known): User {
  const byImage = image === null ? undefined : userOfImage(image)
  if (byImage) return byImage
  const built = nodeAt(service, 'build') !== undefined
  const has = (pattern: RegExp) => [...variables].some((variable) => pattern.test(variable))
  const isLiveKit = has(/^(?:LIVEKIT_|LK_)/)
  const named = NAMES.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1]
  const ofServer = named === 'livekit' || named === 'sip' || named === 'egress' || named === 'ingress'
  const isBeside = ofServer && named !== 'livekit' && SERVES_OTHERS.test(name.toLowerCase())
  if (named && !isBeside && (ofServer ? built || image?.includes('livekit') : built || isLiveKit)) return named
  if ([...variables].some((variable) => isBrowserName(variable))) return 'page'
  if (!isLiveKit || SERVES_OTHERS.test(name.toLowerCase())) return 'other'
  const ports = [...published.map(({ target }) => target.from), ...itemsOf(nodeAt(service, 'expose')).map(() => 0)]
  return ports.includes(3000) ? 'page' : 'agent'
}

/** The program of an image; undefined for one that is not known. */
export function userOfImage(image: string): User | undefined {
  const name = image
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .toLowerCase()
  const parts = name.split('/')
  return USERS.get(parts.slice(-2).join('/')) ?? USERS.get(parts.at(-1) ?? '')
}

/** The names of a service's own environment and build arguments. */
export function ownVariables(service: ConfigNode): Set<string> {
  return new Set([...namesOf(nodeAt(service, 'environment')), ...namesOf(nodeAt(service, 'build', 'args'))])
}
