import { SipApi } from '../../livekit/sip-api.ts'
import type { Terminal } from '../../output/terminal.ts'
import type { CallAnswer } from '../../sip/calls/call-answer.ts'
import { planCall, type CallPlan } from '../../sip/calls/call-plan.ts'
import { assertMayCall, loadRules } from '../../sip/calls/may-call.ts'
import { OutboundCall, type CallEvent } from '../../sip/calls/outbound-call.ts'
import { calledNumber, chooseFrom, chooseTrunk } from '../../sip/calls/outbound-trunk.ts'
import { sipFailure } from '../../sip/failure.ts'
import { sipTarget } from './sip-target.ts'

/** The flags of `sip call`. */
export interface CallFlags {
  'project-dir': string
  trunk?: string | undefined
  from?: string | undefined
  room?: string | undefined
  agent?: string | undefined
  metadata?: string | undefined
  mode?: string | undefined
  language?: string | undefined
  timeout: number
  dtmf?: string | undefined
  'display-name'?: string | undefined
  consent?: string | undefined
  'ignore-quiet-hours': boolean
  wait: boolean
}

export interface PreparedCall {
  plan: CallPlan
  carryOut(options: { stop: AbortSignal; onEvent(event: CallEvent): void }): Promise<CallAnswer>
}

/** Everything that can be wrong is found before anybody's telephone rings. Raises what forbids the call, and what is not valid. */
export async function prepareCall(text: string, flags: CallFlags, terminal: Terminal): Promise<PreparedCall> {
  const number = calledNumber(text)
  const { known, target } = await sipTarget(flags['project-dir'], terminal)
  const { access } = target
  const rules = await loadRules(known.stack?.config.sip?.calling ?? {}, known.dir)
  const consent = flags.consent ?? null
  assertMayCall(rules, { number, now: new Date(), consent, ignoreQuietHours: flags['ignore-quiet-hours'] })
  const { outbound } = await new SipApi(access, { paged: target.cloud }).list(['outbound']).catch(async (error: unknown) => {
    throw await sipFailure(error, access)
  })
  const trunk = chooseTrunk(outbound, flags.trunk)
  const { room, metadata, mode, language, dtmf } = flags
  const plan = planCall(
    {
      number,
      from: chooseFrom(trunk, flags.from),
      room,
      agent: flags.agent ?? known.stack?.config.agent.name ?? null,
      metadata,
      mode,
      language,
      ringingSeconds: flags.timeout,
      dtmf,
      displayName: flags['display-name'],
      consent,
    },
    trunk,
  )
  return { plan, carryOut: (options) => carryOut({ ...options, access, plan }, flags.wait) }
}

async function carryOut(options: ConstructorParameters<typeof OutboundCall>[0], wait: boolean): Promise<CallAnswer> {
  const { plan } = options
  const call = new OutboundCall(options)
  const callId = (await call.open()) ? await call.dial() : null
  if (callId !== null && wait) await call.untilOver()
  const outcome = callId === null ? 'interrupted' : wait ? 'ended' : 'answered'
  const { number, room, identity, trunk, agent } = plan
  return { outcome, number, room, participant: identity, callId, trunk, agent }
}
