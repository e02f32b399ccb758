import { printableLine } from '../../core/printable.ts'
import type { PullAnswer } from '../../sip/pull/answer.ts'
import type { Style } from '../style.ts'
import { viewDiff } from './diff.ts'

/** What was written, as a diff; without a voicectl.yaml the block that it would hold. */
export function viewPull(answer: PullAnswer, style: Style): string {
  const { color, glyph } = style
  const { block, changed, diff, missing, others, secrets, server, written } = answer
  if (block !== null) return block + secretsNote(answer)
  const left = [
    ...missing.map((label) => `${color.yellow(glyph.warn)} ${printableLine(label)} is declared and not on the server`),
    ...others.map(({ label, owner }) => `${glyph.bullet} ${printableLine(label)} belongs to the stack ${owner}, and was left out`),
  ]
  if (changed.length === 0) {
    return [`${color.green(glyph.ok)} voicectl.yaml says all that ${server} has${others.length > 0 ? ' of this stack' : ''}`, ...left].join(
      '\n',
    )
  }
  const names = secrets.length === 0 ? [] : [`  In .env: ${secrets.join(', ')}`]
  const head = written ? `${color.green(glyph.ok)} voicectl.yaml says what ${server} has` : 'Nothing was written: --dry-run'
  const shown = diff === '' ? [] : [viewDiff(diff, style), '']
  return [...shown, head, ...changed.map((label) => `  ${printableLine(label)}`), ...names, ...left].join('\n')
}

/** Comments, so that all of it can go into a file as it is printed. */
function secretsNote({ env, secrets }: PullAnswer): string {
  if (secrets.length === 0) return ''
  if (env !== null) return `# .env has to hold:\n${env.replaceAll(/^(?=.)/gm, '# ')}`
  return `# .env has to hold ${secrets.join(', ')}; \`voicectl sip pull --show-secrets\` prints the values.\n`
}
