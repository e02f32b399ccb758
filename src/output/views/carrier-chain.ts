import type { ChainLink, LinkState } from '../../core/carrier-chain.ts'
import { printableLine } from '../../core/printable.ts'
import type { ChainAnswer } from '../../sip/carriers/answer.ts'
import type { Style } from '../style.ts'
import { typed, withTyped } from '../typed.ts'
import { wrapNotice } from '../wrap.ts'
import { attestationLine } from './attestation.ts'

const WAYS = { inbound: 'Calls that come', outbound: 'Calls that go out' } as const
const WORDS: [LinkState, string][] = [
  ['wrong', 'wrong'],
  ['warn', 'open'],
  ['unknown', 'unknown'],
  ['ok', 'in order'],
]

/** The links of a call's way, each with a tick or what is wrong with it. */
export function viewChain({ carrier, links, networks, byHand, attested }: ChainAnswer, style: Style): string {
  const { color, width } = style
  const blocks = (['inbound', 'outbound'] as const).flatMap((way) => {
    const own = links.filter((link) => link.way === way)
    return own.length === 0 ? [] : [[color.bold(WAYS[way]), ...own.flatMap((link) => linkLines(link, style))].join('\n')]
  })
  const counts = WORDS.flatMap(([state, word]) => {
    const count = links.filter((link) => link.state === state).length
    return count === 0 ? [] : [state === 'wrong' ? color.red(`${count} ${word}`) : `${count} ${word}`]
  })
  const source =
    networks === null ? [] : [color.dim(wrapNotice(`Networks of ${carrier.label} as of ${networks.read}: ${networks.source}`, width, 2))]
  const head = color.bold(`${printableLine(carrier.name)} at ${carrier.label}`)
  const word = byHand ? [wordLines(attested, style)] : []
  return [head, ...blocks, ...word, [...source, counts.join(', ')].join('\n')].join('\n\n')
}

/** What stands for the carrier's side where nobody can look at it: somebody's word. */
function wordLines(attested: ChainAnswer['attested'], style: Style): string {
  const { color, glyph, width } = style
  const line = attestationLine(attested, '', style)
  if (attested?.isCurrent) return line
  const list = wrapNotice(`  ${color.cyan(glyph.arrow)} See what is to be set there: ${typed('sip carrier plan')}`, width, 4)
  if (attested !== null) return `${line}\n${list}`
  return [wrapNotice(`? Nobody has said yet that the carrier is set up. ${line}`, width, 2), list].join('\n')
}

function linkLines({ state, detail, fix }: ChainLink, { color, glyph, width }: Style): string[] {
  const signs = { ok: color.green(glyph.ok), warn: color.yellow(glyph.warn), wrong: color.red(glyph.fail), unknown: color.yellow('?') }
  const line = wrapNotice(`  ${signs[state]} ${printableLine(detail)}`, width, 4)
  if (fix === null) return [line]
  return [line, wrapNotice(`    ${color.cyan(glyph.arrow)} ${withTyped(printableLine(fix))}`, width, 6)]
}
