import type { Rule } from '../../check/rule.ts'
import type { Style } from '../style.ts'
import { wrap } from '../wrap.ts'

const WIDEST = 100

/** The whole story of a rule, as paragraphs. */
export function viewRule({ id, severity, summary, story }: Pick<Rule, 'id' | 'severity' | 'summary' | 'story'>, style: Style): string {
  const { color } = style
  const width = Math.min(style.width, WIDEST)
  const paragraphs = story.trim().split(/\n\s*\n/)
  return [
    `${color.bold(id)} ${color.dim(`(${severity})`)}`,
    ...wrap(summary, width),
    ...paragraphs.flatMap((text) => ['', ...laidOut(text, width)]),
  ].join('\n')
}

/** Prose is wrapped; lines that are indented are code and stay. */
function laidOut(paragraph: string, width: number): string[] {
  const lines = paragraph.split('\n')
  if (lines.some((line) => /^\s{2,}/.test(line))) return lines
  return wrap(lines.map((line) => line.trim()).join(' '), width)
}
