import type { Place } from '../../core/place.ts'
import { type ConfigNode, entriesOf, nodeAt, textOf } from '../config-node.ts'
import { locateInYaml, parseEmbedded } from '../embedded.ts'
import { envFact, settingFacts } from '../env/env-facts.ts'
import type { Reads, Setting } from '../env/setting.ts'
import type { Fact, ServiceFact, Stated, User } from '../facts.ts'
import type { FolderView } from '../reader.ts'
import { egressFacts } from '../readers/config-facts/egress-facts.ts'
import { ingressFacts } from '../readers/config-facts/ingress-facts.ts'
import { livekitFacts } from '../readers/config-facts/livekit-facts.ts'
import { versionOf } from '../readers/config-facts/read-config.ts'
import { redisArguments, redisServerFacts } from '../readers/config-facts/redis-server.ts'
import { sipFacts } from '../readers/config-facts/sip-facts.ts'
import { schemas } from '../schemas/unknown-keys.ts'
import type { Source } from '../source.ts'
import { commandWords, flagsIn } from './command.ts'
import { CONFIG_BODIES } from './config-bodies.ts'
import { interpolate, interpolateTree, type Lookup } from './interpolate.ts'
import { isNothing } from './normal-form.ts'
import type { Project } from './project.ts'
import { livekitFlagFacts, treeOf, withFlags } from './livekit-flags.ts'
import { configContents } from './service.ts'
import { settingsOf } from './variables.ts'

/** What reads the config of each program that has one. */
export const CONFIG_FACTS = { livekit: livekitFacts, sip: sipFacts, egress: egressFacts, ingress: ingressFacts }
export interface Context {
  project: Project
  folder: FolderView
}

/** What a service's environment, env files, command and inline configs say. */
export function* serviceFacts(service: ServiceFact, { project, folder }: Context): Generator<Fact> {
  const reads: Reads = { user: service.user, site: service.site }
  const own = ownSettings(service.node, { project, folder })
  for (const setting of own) yield envFact(setting, reads, 'compose')
  const settings = effective(service, own, folder)
  yield* settingFacts(settings, reads)
  const trees = inlineConfigs(service, settings, { project, folder })
  if (isConfigured(service.user)) {
    for (const tree of trees) yield* CONFIG_FACTS[service.user](withFlags(tree, service), service.site, versionOf(service))
  }
  const words = commandWords(service.node)
  if (service.user === 'livekit') yield* livekitFlagFacts(service, { flags: flagsIn(words), settings, trees, folder })
  if (service.user === 'redis') yield* redisFacts(service, words, folder)
}

/** Where a service's config stands in the compose file itself, readable and with settings in it; undefined where it reads a file, or may. */
export function bodyOf(service: ServiceFact, { project, folder }: Context): Place | undefined {
  const { user, node } = service
  if (user === 'redis') return configContents(node, project)[0]?.at
  if (!isConfigured(user)) return undefined
  const settings = effective(service, ownSettings(node, { project, folder }), folder)
  const flag = flagsIn(commandWords(node)).get('config-body')
  const trees = [...inlineConfigs(service, settings, { project, folder }), ...(flag ? [treeOf(flag)] : [])]
  return trees.find((tree) => entriesOf(tree).some(([name]) => Object.hasOwn(schemas[user], name)))?.at
}

/** True for the programs that have a config. */
export function isConfigured(user: User): user is keyof typeof CONFIG_FACTS {
  return user in CONFIG_FACTS
}

/** The variables that the compose file itself sets; build arguments too, because a page's public settings are built in. */
function ownSettings(node: ConfigNode, { project, folder }: Context): Setting[] {
  const environment = entriesOf(nodeAt(node, 'environment'))
  const given = new Set(environment.map(([name]) => name))
  const args = entriesOf(nodeAt(node, 'build', 'args')).filter(([name]) => !given.has(name))
  return [...args, ...environment].map(([name, value]) => {
    const at = value.keyAt ?? value.at
    const tree = () => embedded(value, project.lookup, folder.source(value.at.file))
    return { name, at, value: isNothing(value) ? fromShell(name, project.lookup, value) : stated(value), tree }
  })
}

/** A name without a value has that of the shell, or of the project's .env. */
function fromShell(name: string, lookup: Lookup, { at }: ConfigNode): Stated | null {
  const known = lookup(name)
  return known ? { value: known.value, at, through: [known.at, ...(known.through ?? [])] } : null
}

function stated(node: ConfigNode): Stated | null {
  const value = textOf(node)
  return value === undefined || node.open ? null : { value, at: node.at, ...(node.through ? { through: node.through } : {}) }
}

/** All that the program sees: its own environment over its env files. */
function effective({ envFiles }: ServiceFact, own: readonly Setting[], folder: FolderView): Setting[] {
  const settings = new Map<string, Setting>()
  for (const path of envFiles) {
    const source = folder.source(path)
    for (const [name, setting] of source ? settingsOf(source) : []) settings.set(name, setting)
  }
  for (const setting of own) settings.set(setting.name, setting)
  return [...settings.values()]
}

/** A value read as YAML. Its variables are filled in afterwards, so that each part keeps its place; where that can't be read, before. */
function embedded(node: ConfigNode, lookup: Lookup, source: Source | undefined): ConfigNode | undefined {
  if (node.content.kind !== 'scalar' || !source) return undefined
  const { raw } = node.content
  const locate = locateInYaml(node.at, linesOf(source))
  const { documents, faults } = parseEmbedded({ text: raw, at: node.at, locate })
  if (faults.length === 0 && !/[{[,]\s*\$\{/.test(raw)) return documents[0] && interpolateTree(documents[0], lookup, { asYaml: true })
  const { text, through } = interpolate(raw, lookup)
  const [filled] = parseEmbedded({
    text: text ?? raw,
    at: node.at,
    locate: (line, column) => ({ ...locate(line, column), exact: false }),
  }).documents
  return filled && through.length > 0 ? { ...filled, through } : filled
}

const lines = new WeakMap<Source, string[]>()

function linesOf(source: Source): string[] {
  const known = lines.get(source) ?? source.text.split('\n')
  lines.set(source, known)
  return known
}

function inlineConfigs(service: ServiceFact, settings: readonly Setting[], { project, folder }: Context): ConfigNode[] {
  const { user } = service
  if (!isConfigured(user)) return []
  const body = settings.find(({ name }) => name === CONFIG_BODIES[user])?.tree()
  const contents = configContents(service.node, project).flatMap(
    (node) => embedded(node, project.lookup, folder.source(node.at.file)) ?? [],
  )
  return body ? [body] : contents
}

function* redisFacts(service: ServiceFact, words: readonly Stated[], folder: FolderView): Generator<Fact> {
  const hasFile = service.mounts.some(({ kind, source }) => kind === 'bind' && source !== null && folder.source(source))
  if (hasFile) return
  const at = service.command?.at ?? service.at
  yield* redisServerFacts(
    redisArguments(
      words.map(({ value }) => value),
      at,
    ),
    service.site,
    at,
  )
}
