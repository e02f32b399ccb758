import { expect, test } from 'vitest'
import type { Finding } from '../../core/finding.ts'
import { toGithub } from './github.ts'
import { toSarif } from './sarif.ts'

const finding: Finding = {
  id: 'keys.mismatch',
  severity: 'error',
  message: 'The secret of sip.yaml: 100% another one',
  why: 'Calls die.',
  fix: { text: 'Use one secret', command: 'voicectl generate' },
  places: [
    { file: 'a b/sip.yaml', line: 3, column: 5, length: 7 },
    { file: '.env', line: 2, column: 1, length: 4 },
  ],
  edits: [{ kind: 'replace', at: { file: 'a b/sip.yaml', line: 3, column: 5, length: 7 }, text: 'x' }],
}
const rules = [
  { id: 'keys.mismatch', severity: 'error' as const, summary: 'Keys differ', story: 'Long.' },
  { id: 'other.rule', severity: 'info' as const, summary: 'Other', story: 'Long.' },
]

test('SARIF has the rule, both places and the edit', () => {
  const log = toSarif([finding], rules, '1.2.3')
  expect(log).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'voicectl', rules: [{ id: 'keys.mismatch', defaultConfiguration: { level: 'error' } }] } },
        results: [
          {
            ruleIndex: 0,
            level: 'error',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'a%20b/sip.yaml' },
                  region: { startLine: 3, startColumn: 5, endColumn: 12 },
                },
              },
            ],
            relatedLocations: [{ id: 1, physicalLocation: { artifactLocation: { uri: '.env' } } }],
            fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: 'x' } }] }] }],
          },
        ],
      },
    ],
  })
})

test('what is in the name of a folder is no order to a terminal', () => {
  const places = [{ file: '\u001B[31mred\u0007/.env', line: 1, column: 1, length: 1 }]
  // oxlint-disable-next-line no-control-regex
  expect(toGithub([{ ...finding, places, message: 'a\rb\u001Bc' }])).not.toMatch(/[\u0000-\u001F\u007F]/)
})

test('SARIF has no half of an edit', () => {
  const edits: Finding['edits'] = [...finding.edits, { kind: 'mode', file: '.env', mode: 0o600 }]
  expect(JSON.stringify(toSarif([{ ...finding, edits }], rules, '1.2.3'))).not.toContain('artifactChanges')
})

test('GitHub gets one line a finding, with what would end it escaped', () => {
  expect(toGithub([finding])).toBe(
    '::error file=a b/sip.yaml,line=3,col=5,endColumn=12,title=The secret of sip.yaml%3A 100%25 another one (keys.mismatch)' +
      '::Calls die.%0AUse one secret: voicectl generate%0ASee also .env:2:1',
  )
})

test('nothing found is an empty log, and no line', () => {
  expect(toSarif([], rules, '1.2.3')).toMatchObject({ runs: [{ results: [], tool: { driver: { rules: [] } } }] })
  expect(toGithub([])).toBe('')
})
