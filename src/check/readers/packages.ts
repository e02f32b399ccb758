import type { Place } from '../../core/place.ts'
import { entriesOf, nodeAt, textOf } from '../config-node.ts'
import type { Fact, PackageFact } from '../facts.ts'
import type { FolderView, Reader } from '../reader.ts'
import type { Source } from '../source.ts'

const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
/** A requirement as pip writes it: name, extras, version. */
const REQUIREMENT = /^([A-Za-z0-9][\w.-]*)\s*(?:\[([\w\s,.-]*)\])?\s*(?:[=~!<>]=?=?\s*([\w.*+!-]+))?/
const QUOTED = /(["'])((?:(?!\1).)*)\1/g

/** The packages of projects that have to do with LiveKit. */
export const reader: Reader = {
  name: 'package list',
  recognises: ({ path, text }) =>
    /(?:^|\/)(?:package\.json|requirements[\w.-]*\.(?:txt|in)|requirements\/[\w.-]+\.txt|pyproject\.toml|Pipfile)$/.test(path) &&
    /livekit/i.test(text),
  read: (source, folder) => {
    if (source.path.endsWith('.json')) return npmPackages(source, folder)
    return /\.(?:txt|in)$/.test(source.path) ? listedPackages(source) : tomlPackages(source)
  },
}

function* npmPackages(source: Source, folder: FolderView): Generator<Fact> {
  const root = folder.parse(source).documents[0]
  for (const kind of DEPENDENCIES) {
    for (const [name, node] of entriesOf(nodeAt(root, kind))) {
      yield { what: 'package', ecosystem: 'npm', name, version: textOf(node) ?? null, at: node.keyAt ?? node.at }
    }
  }
}

function* listedPackages({ path, text }: Source): Generator<PackageFact> {
  for (const [index, line] of text.split('\n').entries()) {
    const content = line.trimStart()
    yield* required(content, { file: path, line: index + 1, column: line.length - content.length + 1, length: 0 })
  }
}

/** The `dependencies` of a project by PEP 621 and of dependency groups, and the tables of Poetry and Pipenv. */
function* tomlPackages({ path, text }: Source): Generator<PackageFact> {
  let table = ''
  let inList = false
  for (const [index, line] of text.split('\n').entries()) {
    const at = (column: number): Place => ({ file: path, line: index + 1, column, length: 0 })
    const content = line.replace(/^\s*#.*/, '')
    const header = inList ? undefined : /^\s*\[+([^\]]+)\]+\s*(?:#.*)?$/.exec(content)?.[1]
    if (header !== undefined) {
      table = header.trim()
      continue
    }
    const own = /^\s*(["']?)([\w.-]+)\1\s*=\s*(.*)$/.exec(content)
    if (!inList && isTableOfPackages(table) && own) {
      const [, , name = '', value = ''] = own
      yield { ...python(name, /\d[\w.*]*/.exec(value)?.[0] ?? null), at: { ...at(line.indexOf(name) + 1), length: name.length } }
      continue
    }
    inList ||= own !== null && opensList(table, own[2] ?? '', own[3] ?? '')
    if (!inList) continue
    for (const quoted of content.matchAll(QUOTED)) yield* required(quoted[2] ?? '', at(quoted.index + 2))
    inList = !/\]\s*,?\s*(?:#.*)?$/.test(content.replaceAll(QUOTED, ''))
  }
}

function opensList(table: string, name: string, value: string): boolean {
  return value.startsWith('[') && (name === 'dependencies' || /optional-dependencies|dependency-groups/.test(table))
}

function isTableOfPackages(table: string): boolean {
  return /^tool\.poetry(?:\.group\.[\w-]+)?\.(?:dev-)?dependencies$/.test(table) || table === 'packages' || table === 'dev-packages'
}

/** A requirement, and the plugins that its extras stand for: `livekit-agents[deepgram]` brings livekit-plugins-deepgram. */
function* required(text: string, at: Place): Generator<PackageFact> {
  const match = REQUIREMENT.exec(text)
  if (!match) return
  const [, name = '', extras = '', version = null] = match
  const place = { ...at, length: name.length }
  yield { ...python(name, version), at: place }
  if (python(name, null).name !== 'livekit-agents') return
  for (const extra of extras.split(',').map((one) => one.trim())) {
    if (extra !== '') yield { ...python(`livekit-plugins-${extra}`, null), at: place }
  }
}

/** Python's names are the same with hyphens, underscores and dots. */
function python(name: string, version: string | null): Omit<PackageFact, 'at'> {
  return { what: 'package', ecosystem: 'pypi', name: name.toLowerCase().replaceAll(/[_.]+/g, '-'), version }
}
