import type { Edit, Finding, Severity } from '../../core/finding.ts'
import type { Place } from '../../core/place.ts'

export interface SarifRule {
  id: string
  severity: Severity
  summary: string
  story: string
}

const LEVELS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' }

/** Findings as SARIF 2.1.0, for code scanning. Only the rules that found something are listed. */
export function toSarif(findings: readonly Finding[], rules: readonly SarifRule[], version: string): object {
  const used = rules.filter(({ id }) => findings.some((finding) => finding.id === id))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'voicectl',
            semanticVersion: version,
            rules: used.map(({ id, severity, summary, story }) => ({
              id,
              shortDescription: { text: summary },
              fullDescription: { text: story },
              help: { text: story },
              defaultConfiguration: { level: LEVELS[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.id,
          ruleIndex: used.findIndex(({ id }) => id === finding.id),
          level: LEVELS[finding.severity],
          message: { text: `${finding.message}. ${finding.why} ${said(finding)}` },
          locations: finding.places.slice(0, 1).map((place) => location(place)),
          relatedLocations: finding.places.slice(1).map((place, index) => ({ id: index + 1, ...location(place) })),
          ...fixes(finding),
        })),
      },
    ],
  }
}

function said({ fix }: Finding): string {
  return fix.command === undefined ? `${fix.text}.` : `${fix.text}: ${fix.command}`
}

function location(place: Place): object {
  return { physicalLocation: { artifactLocation: artifact(place.file), region: region(place) } }
}

function artifact(file: string): object {
  return { uri: file.split('/').map(encodeURIComponent).join('/') }
}

function region({ line, column, length }: Place): object {
  return { startLine: line, startColumn: column, endColumn: column + length }
}

/** Edits as SARIF has them; a change of a file's mode has no form there. */
function fixes({ edits, fix }: Finding): object {
  const changes = edits.flatMap((edit) => (edit.kind === 'mode' ? [] : [{ file: edit.at.file, replacement: replacement(edit) }]))
  if (changes.length === 0 || changes.length < edits.length) return {}
  const files = [...new Set(changes.map(({ file }) => file))]
  const artifactChanges = files.map((file) => ({
    artifactLocation: artifact(file),
    replacements: changes.filter((change) => change.file === file).map((change) => change.replacement),
  }))
  return { fixes: [{ description: { text: fix.text }, artifactChanges }] }
}

function replacement(edit: Exclude<Edit, { kind: 'mode' }>): object {
  const { line } = edit.at
  if (edit.kind === 'replace') return { deletedRegion: region(edit.at), insertedContent: { text: edit.text } }
  if (edit.kind === 'delete-line') return { deletedRegion: { startLine: line, startColumn: 1, endLine: line + 1, endColumn: 1 } }
  return { deletedRegion: { startLine: line, startColumn: 1, endColumn: 1 }, insertedContent: { text: `${edit.text}\n` } }
}
