import { endpointText } from '../../platform/sip/address.ts'
import { placeCall } from '../../platform/sip/call.ts'
import type { CallEvent, CallReport } from '../../platform/sip/call-report.ts'
import type { Credentials } from '../../platform/sip/digest.ts'
import { judgeSip } from '../../platform/sip/judge.ts'
import { pingSip } from '../../platform/sip/ping.ts'
import type { AudioData, CallData, PingAnswer, PingResult } from './answer.ts'
import { lookElsewhere, type Asked } from './ask.ts'
import { judgeCall, type Judged } from './call-verdict.ts'
import type { Party } from './party.ts'
import { findPlace, type Place } from './find-place.ts'
import { answerData, notFound, resultOf } from './result.ts'
import type { PingTarget, SipWay } from './target.ts'

export interface CallPlan {
  target: PingTarget
  to: Party
  from: Party
  credentials: Credentials | null
  /** How long it may take to be answered. */
  timeoutMs: number
  /** PEM certificates that are trusted besides the system's. */
  ca?: readonly string[]
  onPlace?(place: Place): void
  onEvent?(event: CallEvent): void
}

interface Reached {
  way: SipWay
  place: Place
  address: string
}

const LISTEN_MS = 4000
/** Where a call gets no answer, it is asked in short whether anybody is there. */
const LOOK_MS = 3000

/** Places one real call over the first way and tells how it went; aborting `stop` ends it in the orderly way. */
export async function testCall(plan: CallPlan, stop: AbortSignal): Promise<PingAnswer> {
  const { target } = plan
  const [way] = target.ways
  if (!way) throw new Error('a call needs a transport')
  const place = await findPlace(target.host, { withSrv: false, stop })
  plan.onPlace?.(place)
  if (place.address === null) {
    const asked = notFound(way, place)
    return answerOf(plan, { place, result: resultOf(asked), call: null, judged: judgeWay(plan, asked, place) })
  }
  const report = await call(plan, { way, address: place.address }, stop)
  return conclude(plan, { way, place, address: place.address }, report)
}

function call(plan: CallPlan, { way, address }: Pick<Reached, 'way' | 'address'>, stop: AbortSignal): Promise<CallReport> {
  const { target, to, from, credentials, timeoutMs, ca = [] } = plan
  // Carriers know their customers by names of their own domain.
  const host = from.host ?? (credentials === null ? null : target.host)
  const order = {
    target: { host: target.host, ...way, address, ca },
    to: to.user,
    from: { user: from.user, host },
    credentials,
    limitMs: timeoutMs,
    listenMs: LISTEN_MS,
    onEvent: (event: CallEvent) => plan.onEvent?.(event),
  }
  return placeCall(order, stop)
}

/** Where nobody spoke SIP with us, it looks whether somebody would. */
async function conclude(plan: CallPlan, reached: Reached, report: CallReport): Promise<PingAnswer> {
  const { way, place } = reached
  const asked = report.answer === null && report.outcome !== 'stopped' ? await lookAround(plan, reached, report) : null
  const called = callData(plan, report)
  if (asked && asked.ping.outcome !== 'answered') {
    return answerOf(plan, { place, result: resultOf(asked), call: called, judged: judgeWay(plan, asked, place) })
  }
  const { to, from, credentials, target, timeoutMs } = plan
  const context = { host: target.host, port: way.port, address: reached.address, isNear: place.isNear, to: to.user, from: from.user }
  const judged = judgeCall(report, { ...context, hasCredentials: credentials !== null, seconds: Math.round(timeoutMs / 1000) })
  return answerOf(plan, { place, result: callResult(way, report), call: called, judged })
}

async function lookAround({ target, ca = [] }: CallPlan, { way, address }: Reached, { trouble }: CallReport): Promise<Asked> {
  const server = { host: target.host, ca, address, ways: [way] }
  const ping =
    trouble?.outcome === 'silent' || trouble === null ? await pingSip({ ...server, ...way }, AbortSignal.timeout(LOOK_MS)) : trouble
  const instead = ping.outcome === 'answered' ? null : await lookElsewhere(server, way, ping)
  return { ...way, ping, ...(instead === null ? {} : { instead }), asked: 1, times: [] }
}

function judgeWay({ target }: CallPlan, asked: Asked, { isNear }: Place): Judged {
  return judgeSip([asked], { host: target.host, port: asked.port, isNear, start: target.start })
}

function answerOf(
  { target }: CallPlan,
  { place, result, call: called, judged }: { place: Place; result: PingResult; call: CallData | null; judged: Judged },
): PingAnswer {
  const { level, code, text, why, fix } = judged
  const { host } = target
  return {
    host,
    port: result.port,
    address: place.address,
    results: [result],
    srv: [],
    call: called,
    verdict: { level, code, text, why },
    fix,
  }
}

function callResult(way: SipWay, report: CallReport): PingResult {
  const said =
    report.answer === null ? { status: null, reason: null, program: null, contact: null, seenAs: null } : answerData(report.answer)
  const { outcome, ms, certificate, trouble } = report
  const detail = trouble?.outcome === 'failed' ? trouble.detail : null
  return { ...way, outcome, ...said, ms, certificate, detail, asked: 1, answered: report.answer === null ? 0 : 1, times: null }
}

function callData({ to, from }: CallPlan, report: CallReport): CallData {
  const { outcome, rings, wasDropped, hungUpByThem, password, remarks, redirects } = report
  const people = { to: to.user, from: from.user }
  return { ...people, outcome, rings, wasDropped, hungUpByThem, password, remarks, redirects, audio: audioData(report) }
}

function audioData({ audio, media }: CallReport): AudioData | null {
  if (audio === null) return null
  const { packets, firstMs, from, payloadType } = audio
  const codec = media?.codecs.find(({ type }) => type === payloadType)?.name ?? null
  return { packets, firstMs, from: from && endpointText(from), expected: media?.audio ? endpointText(media.audio) : null, codec }
}
