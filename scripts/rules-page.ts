// docs/rules.md: every rule of `voicectl check`. `node scripts/rules-page.ts` writes it; a contract test holds it fresh.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { rules } from '../src/check/rules/registry.ts'

export const rulesPage = path.join(fileURLToPath(new URL('..', import.meta.url)), 'docs/rules.md')

/** The text of docs/rules.md: the rules by area, with what each finds. */
export function renderRulesPage(): string {
  const byArea = Map.groupBy(
    rules.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    ({ id }) => id.split('.')[0] ?? id,
  )
  const sections = [...byArea].flatMap(([area, members]) => [
    `## ${area}`,
    '',
    '| Rule | Severity | Finds |',
    '| --- | --- | --- |',
    ...members.map(({ id, severity, summary }) => `| \`${id}\` | ${severity} | ${summary.replaceAll('|', '\\|')} |`),
    '',
  ])
  return [
    '# Rules of `voicectl check`',
    '',
    `Written by \`npm run docs:rules\` from the sources: ${rules.length} rules. \`voicectl check --explain <id>\` tells the whole story of one. How to`,
    'use them: [check.md](check.md).',
    '',
    ...sections,
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(rulesPage, renderRulesPage())
