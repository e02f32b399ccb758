import type { Place } from '../../core/place.ts'
import type { FaultFact, Site } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import type { FolderView, ParsedFile } from '../reader.ts'
import type { Source } from '../source.ts'
import { jsonFault } from './json-fault.ts'
import { plain } from './protojson.ts'

const FOREIGN = new Set(
  ['package', 'package-lock', 'composer', 'manifest', 'jsconfig', 'angular', 'nx', 'turbo', 'vercel', 'openapi', 'swagger', 'renovate']
    .map((name) => `${name}.json`)
    .concat(['pnpm-lock', 'openapi', 'swagger'].flatMap((name) => [`${name}.yaml`, `${name}.yml`])),
)

/** True for files that may hold a request to LiveKit's API: JSON and YAML, but for those that other tools own. */
export function mayHoldRequest(path: string): boolean {
  return /\.(?:json|ya?ml)$/i.test(path) && !isForeign(path.slice(path.lastIndexOf('/') + 1).toLowerCase())
}

function isForeign(name: string): boolean {
  if (FOREIGN.has(name) || name.endsWith('.schema.json')) return true
  const isSettings = (name.startsWith('tsconfig') || name.endsWith('rc.json')) && name.endsWith('.json')
  return isSettings && /^(?:tsconfig|\.)[\w.-]*$/.test(name)
}

/**
 * A file as YAML or JSON. The faults of a JSON file are those of strict JSON, and names that stand twice: lk and the API take neither. What is left
 * of a file that breaks off is not read, as it says less than was meant.
 */
export function parseRequest(source: Source, folder: FolderView): ParsedFile {
  const parsed = folder.parse(source)
  const twice = parsed.faults.filter(({ message }) => /unique/i.test(message))
  const documents = parsed.faults.length === twice.length ? parsed.documents : []
  if (!/\.json$/i.test(source.path)) return { documents, faults: parsed.faults }
  const offset = jsonFault(source.text)
  if (offset === null) return { documents: parsed.documents, faults: twice }
  const message = 'Not valid JSON from here on; lk and the API take JSON without comments and trailing commas'
  return { documents, faults: [{ what: 'fault', kind: 'syntax', message, at: placeAt(source.path, source.text, offset) }] }
}

/** The place of an offset, one character long where there is one. */
export function placeAt(file: string, text: string, offset: number): Place {
  const at = Math.max(0, Math.min(offset, text.length))
  const before = text.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  const rest = text.slice(at).split('\n', 1)[0] ?? ''
  return { file, line: before.split('\n').length, column: at - lineStart + 1, length: Math.min(1, rest.length) }
}

/** Items of a list that are looked at before it is taken for a list of requests. */
const MOST_LOOKED_AT = 20

/**
 * The names at the top of a JSON or YAML text and of the items of its lists, without capitals and underscores; null where it can't be read.
 * Quicker than a tree with places, by which data of other programs would be read in vain.
 */
export function topNames({ path, text }: Pick<Source, 'path' | 'text'>): ReadonlySet<string> | null {
  if (!/\.json$/i.test(path) && !/^\s*[{[]/.test(text)) {
    return new Set([...text.matchAll(/^[ \t-]{0,12}["']?([A-Za-z_]\w*)["']?[ \t]*:/gm)].map(([, name = '']) => plain(name)))
  }
  try {
    return new Set(namesOf(JSON.parse(text) as unknown, 0).map((name) => plain(name)))
  } catch {
    return null
  }
}

function namesOf(value: unknown, depth: number): string[] {
  if (typeof value !== 'object' || value === null || depth > 2) return []
  if (Array.isArray(value)) return value.slice(0, MOST_LOOKED_AT).flatMap((item: unknown) => namesOf(item, depth + 1))
  return Object.entries(value).flatMap(([name, below]) => [name, ...(LISTS.has(name) ? namesOf(below, depth + 1) : [])])
}

const LISTS = new Set(['items', 'replace', 'trunk', 'dispatch_rule', 'dispatchRule', 'room_config', 'roomConfig'])

/** Where a request counts: the stack of its folder. */
export function siteOfFile(path: string): Site {
  return { service: null, network: 'unknown', stack: folderOf(path) }
}

/** Faults of a file that is surely meant as a request although none could be read in it. */
export function faultsOf({ faults }: ParsedFile, isMeant: boolean): readonly FaultFact[] {
  return isMeant ? faults : []
}
