import type { Place } from '../../core/place.ts'
import { suggest } from '../../core/suggest.ts'
import { BUILD_KEYS, DEPENDENCY_KEYS, HEALTHCHECK_KEYS, SERVICE_KEYS, TOP_KEYS } from '../compose/known-keys.ts'
import { entriesOf, nodeAt, type ConfigNode } from '../config-node.ts'
import type { Facts } from '../facts.ts'
import type { Rule } from '../rule.ts'
import type { Folder } from '../source.ts'

const COMPOSE = /(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/

interface Unknown {
  name: string
  at: Place
  meant: string
}

export const rule: Rule = {
  id: 'compose.unknown-key',
  severity: 'error',
  summary: 'a mistyped key in a compose file',
  story: `Docker Compose checks a file before it starts anything: with \`services.livekit additional properties 'restat' not allowed\` nothing of the whole file is started, also what ran before stays as it was.

voicectl speaks of a key only when it is near one that Compose knows, as newer releases of Compose may know more. Keys that begin with \`x-\` are yours.

To be sure: \`docker compose config --quiet\` says nothing.`,
  *find(facts, folder) {
    for (const { name, at, meant } of [...topKeys(folder), ...serviceKeys(facts)]) {
      yield {
        message: name === '' ? 'The compose file has no services' : `Docker Compose knows no key ${name} here`,
        why: 'Docker Compose refuses the whole file: nothing is started.',
        fix: { text: name === '' ? 'Put the services below services' : `Write ${meant}` },
        places: [at],
      }
    }
  },
}

function* topKeys({ sources }: Folder): Generator<Unknown> {
  for (const { path, text } of sources) {
    if (!COMPOSE.test(path)) continue
    const found = [...text.matchAll(/^([A-Za-z_][\w-]*)[ \t]*:/gm)].map((match) => ({ name: match[1] ?? '', offset: match.index }))
    const names = new Set(found.map(({ name }) => name))
    const isEmpty =
      !names.has('services') &&
      !names.has('include') &&
      (names.size === 0 || names.has('volumes') || names.has('networks') || names.has('name'))
    if (isEmpty && !found.some(({ name }) => near(name, ['services'], names)))
      yield { name: '', at: { file: path, line: 1, column: 1, length: 0 }, meant: 'services' }
    for (const { name, offset } of found) {
      const meant = near(name, TOP_KEYS, names)
      if (meant) yield { name, at: { file: path, line: text.slice(0, offset).split('\n').length, column: 1, length: name.length }, meant }
    }
  }
}

function* serviceKeys(facts: Facts): Generator<Unknown> {
  for (const { node, site } of facts.all('service')) {
    // Workloads of Kubernetes have other keys.
    if (site.network === 'kubernetes') continue
    if (!nodeAt(node, 'image') && !nodeAt(node, 'build') && !nodeAt(node, 'restart')) continue
    yield* unknown(node, SERVICE_KEYS)
    yield* unknown(nodeAt(node, 'healthcheck'), HEALTHCHECK_KEYS)
    yield* unknown(nodeAt(node, 'build'), BUILD_KEYS)
    for (const [, dependency] of entriesOf(nodeAt(node, 'depends_on'))) yield* unknown(dependency, DEPENDENCY_KEYS)
  }
}

function* unknown(node: ConfigNode | undefined, keys: readonly string[]): Generator<Unknown> {
  const entries = entriesOf(node)
  const names = new Set(entries.map(([name]) => name))
  for (const [name, child] of entries) {
    const meant = near(name, keys, names)
    if (meant) yield { name, at: child.keyAt ?? child.at, meant }
  }
}

function near(name: string, keys: readonly string[], there: ReadonlySet<string>): string | null {
  if (keys.includes(name) || name.startsWith('x-')) return null
  return suggest(
    name,
    keys.filter((key) => !there.has(key)),
  )
}
