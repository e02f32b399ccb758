import type { Place } from '../../core/place.ts'
import type { FaultFact, Site } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import type { FolderView, ParsedFile } from '../reader.ts'
import type { Source } from '../source.ts'
import { jsonFault } from './json-fault.ts'

const FOREIGN =
  /(?:^|\/)(?:package|package-lock|composer|manifest|tsconfig[\w.-]*|jsconfig|\.[\w.-]*rc|angular|nx|turbo|vercel|openapi|swagger|renovate)\.json$|\.schema\.json$|(?:^|\/)(?:pnpm-lock|openapi|swagger)\.ya?ml$/i

/** True for files that may hold a request to LiveKit's API: JSON and YAML, but for those that other tools own. */
export function mayHoldRequest(path: string): boolean {
  return /\.(?:json|ya?ml)$/i.test(path) && !FOREIGN.test(path)
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

/** Where a request counts: the stack of its folder. */
export function siteOfFile(path: string): Site {
  return { service: null, network: 'unknown', stack: folderOf(path) }
}

/** Faults of a file that is surely meant as a request although none could be read in it. */
export function faultsOf({ faults }: ParsedFile, isMeant: boolean): readonly FaultFact[] {
  return isMeant ? faults : []
}
