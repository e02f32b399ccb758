import type { Finding, Severity } from '../core/finding.ts'
import { severities } from '../core/finding.ts'
import { maskSecrets } from '../core/mask.ts'
import { hideTokens } from '../core/hide-secrets.ts'
import type { Place } from '../core/place.ts'
import type { Fact, ServiceFact, UnusedFileFact } from './facts.ts'
import { Facts } from './facts.ts'
import { folderView } from './folder-view.ts'
import { ignoresOf, type Ignore } from './ignore.ts'
import { readers } from './readers/registry.ts'
import type { Hit, Rule } from './rule.ts'
import { rules } from './rules/registry.ts'
import { secretValues } from './secrets.ts'
import { touchesSharedPart } from './shared-parts.ts'
import type { Folder, Source } from './source.ts'

export interface CheckOptions {
  /** Only these rules; all where it is left out. */
  rules?: readonly string[]
  /** Only findings at least as severe. */
  severity?: Severity
}

export interface CheckResult {
  /** By file, line and column. */
  findings: Finding[]
  /** Findings that a comment with a reason keeps back. */
  ignored: { finding: Finding; reason: string }[]
  /** The files that some reader knew, and as what. */
  files: { path: string; kinds: string[] }[]
  /** Values that no output may show. */
  secrets: string[]
}

/** Everything that is wrong in a folder of files. Pure: the same files give the same answer. */
export function check(folder: Folder, options: CheckOptions = {}): CheckResult {
  const { facts, files } = readFacts(folder.sources)
  const secrets = secretValues(facts)
  const chosen = rules.filter(({ id }) => options.rules?.includes(id) ?? true)
  const ids = rules.map(({ id }) => id)
  const isShared = touchesSharedPart(folder.sources)
  const found = chosen.flatMap((rule) => [...rule.find(facts, folder, ids)].map((hit) => toFinding(rule, hit, { secrets, isShared })))
  const severe = found.filter(({ severity }) => severities.indexOf(severity) <= severities.indexOf(options.severity ?? 'info'))
  const ignores = folder.sources.flatMap((source) => ignoresOf(source))
  const all = unique(severe).toSorted(byPlace)
  const ignored = all.flatMap((finding) => {
    const reason = reasonToIgnore(finding, ignores)
    return reason === null ? [] : [{ finding, reason }]
  })
  const kept = new Set(ignored.map(({ finding }) => finding))
  return { findings: all.filter((finding) => !kept.has(finding)), ignored, files, secrets }
}

/** What the files say; compose files and manifests first, because they tell who reads the others. */
export function readFacts(sources: readonly Source[]): { facts: Facts; files: CheckResult['files'] } {
  const services: ServiceFact[] = []
  const view = folderView(sources, services)
  const facts: Fact[] = []
  const kinds = new Map<string, string[]>()
  for (const reader of readers) {
    for (const source of sources.filter((candidate) => reader.recognises(candidate))) {
      kinds.set(source.path, [...(kinds.get(source.path) ?? []), reader.name])
      const read = [...reader.read(source, view)]
      const instead = reader.of === undefined ? null : view.insteadOf(source.path, reader.of)
      facts.push(...(instead ? [unusedFile(source.path, instead, read)] : read))
      services.push(...read.filter((fact) => fact.what === 'service'))
    }
  }
  return { facts: new Facts(facts), files: [...kinds].map(([path, names]) => ({ path, kinds: names })) }
}

function unusedFile(file: string, { service, body }: { service: string; body: Place }, facts: Fact[]): UnusedFileFact {
  return { what: 'unused-file', at: { file, line: 1, column: 1, length: 0 }, service, instead: body, facts }
}

function toFinding(
  rule: Rule,
  hit: Hit,
  { secrets, isShared }: { secrets: readonly string[]; isShared: ReturnType<typeof touchesSharedPart> },
): Finding {
  const shown = (text: string) => hideTokens(maskSecrets(text, secrets))
  const { text, command } = hit.fix
  return {
    id: rule.id,
    severity: hit.severity ?? rule.severity,
    message: shown(hit.message),
    why: shown(hit.why),
    fix: { text: shown(text), ...(command === undefined ? {} : { command: shown(command) }) },
    places: [...hit.places],
    edits: hit.edits === undefined || isShared(hit.edits) ? [] : [...hit.edits],
  }
}

/** One finding of a rule at a place: a base file that three overrides extend is read three times. */
function unique(findings: Finding[]): Finding[] {
  const byKey = new Map(findings.map((finding) => [`${finding.id} ${finding.message} ${placeKey(finding)}`, finding]))
  return [...byKey.values()]
}

function placeKey({ places }: Finding): string {
  return places.map(({ file, line, column }) => `${file}:${line}:${column}`).join(' ')
}

function byPlace(a: Finding, b: Finding): number {
  const [left, right] = [a.places[0], b.places[0]]
  if (!left || !right) return Number(Boolean(right)) - Number(Boolean(left))
  return compare(left.file, right.file) || left.line - right.line || left.column - right.column || compare(a.id, b.id)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** Null where no comment with a reason speaks of it; a comment without one does not count. */
function reasonToIgnore({ id, places }: Finding, ignores: readonly Ignore[]): string | null {
  const [place] = places
  const ignore = ignores.find(
    ({ rule, file, about, reason }) => rule === id && file === place?.file && about === place.line && reason !== '',
  )
  return ignore?.reason ?? null
}
