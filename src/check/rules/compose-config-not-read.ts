import type { Place } from '../../core/place.ts'
import { userOfImage } from '../compose/user-of-service.ts'
import { entriesOf, nodeAt } from '../config-node.ts'
import type { EnvFact, Facts, Mount, ServiceFact, Site, User } from '../facts.ts'
import { isSameSite } from '../net/services.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import { programs } from '../schemas/unknown-keys.ts'
import type { Folder } from '../source.ts'

/** How each program is told of its config. */
const FILE_NAMES: Record<string, { variables: RegExp; config: RegExp }> = {
  livekit: { variables: /^LIVEKIT_CONFIG(?:_FILE)?$/, config: /\.ya?ml$/ },
  sip: { variables: /^SIP_CONFIG_(?:FILE|BODY)$/, config: /\.ya?ml$/ },
  egress: { variables: /^EGRESS_CONFIG_(?:FILE|BODY)$/, config: /\.ya?ml$/ },
  ingress: { variables: /^INGRESS_CONFIG_(?:FILE|BODY)$/, config: /\.ya?ml$/ },
  redis: { variables: /^$/, config: /\.conf$/ },
  proxy: { variables: /^$/, config: /Caddyfile$|caddy\.(?:ya?ml|json)$/ },
}
/** Those that have no setting without a config. */
const NEEDY = ['sip', 'egress', 'ingress'] as const
const USUAL = ['/etc/caddy/Caddyfile', '/config/caddy/autosave.json', '/usr/local/etc/redis/redis.conf']

export const rule: Rule = {
  id: 'compose.config-not-read',
  severity: 'error',
  summary: 'a program in a container is told of no config, or of one at another place than the one that it is mounted at',
  story: `A mount puts the file into the container, and the command line or a variable tells the program where it is: \`--config /etc/livekit.yaml\`, \`SIP_CONFIG_FILE\`, \`EGRESS_CONFIG_FILE\`, \`redis-server /etc/redis.conf\`. Both have to name the same path.

Where they don't, livekit-server ends with \`no such file or directory\`, and with exit code 0; where it is told of none, it ends with \`one of key-file or keys must be provided\`. livekit-sip, livekit-egress and livekit-ingress end with \`missing config\`. They read \`SIP_CONFIG_FILE\` for a path and \`SIP_CONFIG_BODY\` for the config itself, each with its own name in front, and no other variable: not \`SIP_CONFIG\`. Redis starts with its defaults: at port 6379, open to all addresses, without keeping anything.

To be sure: \`docker compose run --rm --entrypoint ls livekit -l <path>\` shows the file.`,
  *find(facts, folder) {
    const all = facts.all('env').filter(({ name }) => name.includes('CONFIG'))
    for (const service of facts.all('service')) {
      const how = FILE_NAMES[service.user]
      if (
        !how ||
        service.built ||
        service.site.network === 'kubernetes' ||
        nodeAt(service.node, 'configs') ||
        nodeAt(service.node, 'entrypoint')
      )
        continue
      const variables = all.filter((env) => how.variables.test(env.name) && isSameSite(env.site, service.site))
      const hit =
        notMounted(service, variables) ??
        nothingTold(facts, service, { variables, folder }) ??
        notTold(facts, service, variables) ??
        notThere(service, folder)
      if (hit) yield hit
    }
  },
}

/** A path that is named and that no mount puts there. */
function notMounted(service: ServiceFact, variables: readonly EnvFact[]): Hit | null {
  const named = [
    ...fromCommand(service),
    ...variables.flatMap(({ name, value }) => (value && name.endsWith('_FILE') ? [{ path: value.value, places: placesOf(value) }] : [])),
  ]
  const wrong = named.find(
    ({ path }) => path.startsWith('/') && !USUAL.includes(path) && !service.mounts.some((mount) => holds(mount, path)),
  )
  if (!wrong) return null
  return {
    message: `${service.name} is told to read ${wrong.path}, and nothing is mounted there`,
    why: 'It ends at its start because the file is not there.',
    fix: { text: `Mount the config at ${wrong.path}, or name the path it is mounted at` },
    places: uniquePlaces([...wrong.places, ...service.mounts.filter(({ kind }) => kind === 'bind').map(({ at }) => at)]),
  }
}

function fromCommand({ command, user }: ServiceFact): { path: string; places: Place[] }[] {
  if (!command) return []
  const match = user === 'redis' ? /redis-server\s+(\/\S+)/.exec(command.value) : /--config(?:=|\s+)["']?(\/[^\s"']+)/.exec(command.value)
  return match?.[1] === undefined ? [] : [{ path: match[1], places: placesOf(command) }]
}

/** SIP, egress and ingress have no config at all. Silent where something that is not here may name one. */
function nothingTold(
  facts: Facts,
  service: ServiceFact,
  { variables, folder }: { variables: readonly EnvFact[]; folder: Folder },
): Hit | null {
  const { user, image, command, at, name } = service
  if (!isNeedy(user) || variables.length > 0 || userOfImage(image?.value ?? '') !== user) return null
  if (/(?:^|\s)--?config/.test(command?.value ?? '') || !isSettledHere(facts, service, folder)) return null
  const prefix = user.toUpperCase()
  const near = facts
    .all('env')
    .find(
      (env) =>
        isSameSite(env.site, service.site) && env.name.includes('CONFIG') && /^(?:LIVEKIT_|SIP_|EGRESS_|INGRESS_|CONFIG)/.test(env.name),
    )
  return {
    message: near ? `${name} is given its config by ${near.name}, which ${programs[user]} does not read` : `${name} is told of no config`,
    why: 'It ends at its start, with `missing config`.',
    fix: { text: `Set ${prefix}_CONFIG_FILE to the path of the config in the container, or ${prefix}_CONFIG_BODY to the config itself` },
    places: uniquePlaces([near?.at ?? at, ...service.mounts.filter(({ target }) => /\.ya?ml$/.test(target)).map((mount) => mount.at)]),
  }
}

/** True where all variables of a service are known: its env files and the files that it extends are here, and no name waits for a variable. */
function isSettledHere(facts: Facts, { site, envFiles, node }: ServiceFact, { sources }: Folder): boolean {
  const isWhole = facts.all('project').every((project) => project.complete || !isSameProject(project.site, site))
  const names = entriesOf(nodeAt(node, 'environment')).map(([name]) => name)
  return isWhole && envFiles.every((file) => sources.some(({ path }) => path === file)) && !names.some((name) => name.includes('$'))
}

function isNeedy(user: User): user is (typeof NEEDY)[number] {
  return NEEDY.some((one) => one === user)
}

function isSameProject(a: Site, b: Site): boolean {
  return a.stack === b.stack && a.project === b.project
}

/** A config that is mounted and that the program is not told of. */
function notTold(facts: Facts, service: ServiceFact, variables: readonly EnvFact[]): Hit | null {
  const { user, command, mounts } = service
  const config = mounts.find(
    ({ kind, source, target }) => kind === 'bind' && source !== null && FILE_NAMES[user]?.config.test(target) && !USUAL.includes(target),
  )
  if (!config || variables.length > 0) return null
  const words = command?.value ?? ''
  const told = user === 'redis' ? words.includes(config.target) : /(?:^|\s)--config\b(?!-)/.test(words)
  const body = /--config-body/.test(words) || facts.all('env').some((env) => /CONFIG/.test(env.name) && isSameSite(env.site, service.site))
  if (told || body) return null
  return {
    message: `${service.name} is not told of its config at ${config.target}`,
    why:
      user === 'redis'
        ? 'Redis starts with its defaults, and nothing in the file counts.'
        : 'It starts without a config, or ends because it has none.',
    fix: { text: user === 'redis' ? `Start it with redis-server ${config.target}` : `Tell it: --config ${config.target}` },
    places: uniquePlaces([...(command ? [command.at] : [service.at]), config.at]),
  }
}

/** Caddy reads /etc/caddy/Caddyfile where it is told of nothing else. */
function notThere({ user, image, mounts, command, name, at, site }: ServiceFact, { sources }: Folder): Hit | null {
  const isCaddy = user === 'proxy' && /(?:^|\/)caddy(?::|$)/.test(image?.value ?? '') && !/--config\b/.test(command?.value ?? '')
  const own = sources.find(({ path }) => path === (site.stack === '' ? 'Caddyfile' : `${site.stack}/Caddyfile`))
  if (!isCaddy || !own || mounts.some((mount) => holds(mount, '/etc/caddy/Caddyfile'))) return null
  return {
    message: `${name} does not get the Caddyfile: nothing is mounted at /etc/caddy/Caddyfile`,
    why: 'Caddy serves its welcome page, and neither LiveKit nor the page.',
    fix: { text: 'Mount ./Caddyfile at /etc/caddy/Caddyfile' },
    places: uniquePlaces([...mounts.filter(({ kind }) => kind === 'bind').map((mount) => mount.at), at]),
  }
}

function holds({ target, kind }: Mount, path: string): boolean {
  return target === path || (kind !== 'tmpfs' && path.startsWith(`${target.replace(/\/$/, '')}/`))
}
