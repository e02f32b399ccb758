import { connectionTrouble } from '../../core/connection-trouble.ts'
import { printableLine } from '../../core/printable.ts'
import { endpointText, parseSipAddress } from '../../platform/sip/address.ts'
import type { CallEvent } from '../../platform/sip/call-report.ts'
import type { PingAnswer, PingResult } from '../../sip/ping/answer.ts'
import type { Style } from '../terminal.ts'
import { withTyped } from '../typed.ts'
import { wrap } from '../wrap.ts'

/** Below the sign and the transport. */
const INDENT = 7
/** Nobody lists it. */
const LOOPBACK = /^(127\.|::1$)/

/** One transport, as it answered. */
export function viewPingResult(result: PingResult, style: Style): string {
  const { color, glyph } = style
  const isWell = result.outcome === 'answered' && result.certificate === null
  const sign = isWell ? color.green(glyph.ok) : result.outcome === 'answered' ? color.yellow(glyph.warn) : color.red(glyph.fail)
  const [first = '', ...more] = wrap(printableLine(resultWords(result)), Math.max(style.width - INDENT, 20))
  return [`${sign} ${result.transport.toUpperCase()}  ${first}`, ...more.map((line) => `${' '.repeat(INDENT)}${line}`)].join('\n')
}

/** One step of a call. */
export function viewCallEvent(event: CallEvent, style: Style): string {
  return `${style.color.dim(`${(event.ms / 1000).toFixed(2).padStart(6)} s`)}  ${printableLine(eventWords(event))}`
}

/** What it means, and what to do. What was seen stands above it. */
export function viewPing({ results, srv, call, verdict, fix }: PingAnswer, style: Style): string {
  const { color, glyph } = style
  const signs = { pass: color.green(glyph.ok), warn: color.yellow(glyph.warn), fail: color.red(glyph.fail) }
  const width = Math.max(style.width - 2, 20)
  const [first = '', ...more] = wrap(color.bold(printableLine(verdict.text)), width)
  const why = verdict.why === '' ? [] : wrap(printableLine(verdict.why), width)
  const fixes = fix.flatMap(({ text, command }) => [
    ...wrap(`${glyph.arrow} ${printableLine(text)}${command === undefined ? '' : ':'}`, width).map((line) => color.cyan(line)),
    ...(command === undefined ? [] : [`    ${color.cyan(printableLine(withTyped(command)))}`]),
  ])
  const notes = notesOf({ results, srv, call }).flatMap((note) => wrap(printableLine(note), width).map((line) => color.dim(line)))
  return ['', `${signs[verdict.level]} ${first}`, ...[...more, ...why, ...fixes, ...notes].map((line) => `  ${line}`)].join('\n')
}

function resultWords({ outcome, status, reason, program, ms, port, certificate, detail, asked, answered, times }: PingResult): string {
  if (outcome !== 'answered') return `${port}: ${outcomeWords(outcome, detail)}`
  const took =
    asked > 1 && times ? `${times.min}/${times.median}/${times.max} ms (least, median, most), ${answered} of ${asked}` : `${ms} ms`
  const faults = certificate === null ? [] : [connectionTrouble(certificate)]
  return [`${port}: ${`${status} ${reason ?? ''}`.trim()}`, ...(program === null ? [] : [program]), took, ...faults].join(', ')
}

function outcomeWords(outcome: string, detail: string | null): string {
  const words: Record<string, string> = {
    refused: 'refused, nobody listens there',
    silent: detail === null ? 'silence: a firewall drops it, or it hangs' : 'takes the connection, then silence',
    garbled: `no SIP${detail === null ? '' : `, but ${detail}`}`,
    'wrong-transport': `${(detail ?? '').toUpperCase()} is spoken there`,
    'unknown-name': connectionTrouble(detail ?? ''),
    failed: connectionTrouble(detail ?? ''),
  }
  return words[outcome] ?? outcome
}

function eventWords(event: CallEvent): string {
  switch (event.type) {
    case 'said':
      return `${event.status} ${event.reason}`.trim()
    case 'retried':
      return 'called again, with the password'
    case 'audio':
      return `audio from ${endpointText(event.from)}`
    case 'cancelled':
      return 'cancelled'
    case 'ended':
      return 'hung up'
    case 'hung-up':
      return 'the other side hung up'
  }
}

/** What is good to know besides. */
function notesOf({ results, srv, call }: Pick<PingAnswer, 'results' | 'srv' | 'call'>): string[] {
  const seenAs = new Set(results.flatMap(({ seenAs }) => parseSipAddress(seenAs ?? '')?.host ?? []).filter((host) => !LOOPBACK.test(host)))
  const asked = new Set(results.map(({ transport }) => transport))
  const records = srv
    .filter(({ transport }) => asked.has(transport) || results.length > 1)
    .map(({ transport, host, port }) => `${transport.toUpperCase()} to ${host}:${port}`)
  return [
    ...(seenAs.size === 0 ? [] : [`This machine is seen as ${[...seenAs].join(', ')}: the address for lists of allowed ones.`]),
    ...(records.length === 0 ? [] : [`Its SRV records send ${records.join(', ')}.`]),
    ...(call?.audio && call.audio.packets > 0
      ? [`${call.audio.packets} packets of audio were heard (${call.audio.codec ?? 'unknown codec'}).`]
      : []),
  ]
}
