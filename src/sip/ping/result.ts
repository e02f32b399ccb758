import { seenAsText, type SipAnswer, type SipPing } from '../../platform/sip/ping.ts'
import type { PingResult } from './answer.ts'
import type { Asked } from './ask.ts'
import type { Place } from './find-place.ts'
import type { SipWay } from './target.ts'

/** A way to a name that has no address. */
export function notFound(way: SipWay, { trouble }: Pick<Place, 'trouble'>): Asked {
  return { ...way, ping: { outcome: 'failed', detail: trouble ?? 'ENOTFOUND' }, asked: 1, times: [] }
}

/** What programs get of one way. */
export function resultOf({ transport, port, ping: seen, instead, asked, times }: Asked): PingResult {
  const all = spread(times)
  const counts = { asked, answered: times.length, times: all }
  if (seen.outcome === 'answered') {
    const said = answerData(seen.answer)
    return {
      transport,
      port,
      outcome: 'answered',
      ...said,
      ms: all?.median ?? seen.ms,
      certificate: seen.certificate,
      detail: null,
      ...counts,
    }
  }
  const outcome = instead === undefined ? outcomeOf(seen, asked) : 'wrong-transport'
  return { transport, port, outcome, ...NO_ANSWER, ms: null, detail: instead ?? detailOf(seen), ...counts }
}

function outcomeOf(seen: SipPing, asked: number): string {
  if (seen.outcome === 'failed' && /^(ENOTFOUND|EAI_AGAIN)$/.test(seen.detail)) return 'unknown-name'
  return asked === 0 ? 'stopped' : seen.outcome
}

function detailOf(seen: SipPing): string | null {
  if (seen.outcome === 'garbled') return seen.speaks ?? seen.detail
  if (seen.outcome === 'silent') return seen.isConnected ? 'connected' : null
  return seen.outcome === 'failed' ? seen.detail : null
}

export function answerData(answer: SipAnswer): Pick<PingResult, 'status' | 'reason' | 'program' | 'contact' | 'seenAs'> {
  const { status, reason, program, contactHost, seenAs } = answer
  return { status, reason, program, contact: contactHost, seenAs: seenAs === null ? null : seenAsText(seenAs) }
}

const NO_ANSWER = { status: null, reason: null, program: null, contact: null, seenAs: null, certificate: null }

/** Least, median and most; null of nothing. */
function spread(times: readonly number[]): PingResult['times'] {
  const sorted = times.toSorted((a, b) => a - b)
  const [min, max] = [sorted[0], sorted.at(-1)]
  const median = sorted[Math.floor((sorted.length - 1) / 2)]
  return min === undefined || max === undefined || median === undefined ? null : { min, median, max }
}
