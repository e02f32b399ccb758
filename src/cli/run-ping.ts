import { Failure } from '../core/failure.ts'
import type { Report } from '../core/progress.ts'
import { shellWord } from '../core/shell-word.ts'
import { approve } from '../output/approval.ts'
import { askSecret } from '../output/prompts.ts'
import { endpointText, type SipTransport } from '../platform/sip/address.ts'
import type { CallEvent } from '../platform/sip/call-report.ts'
import type { Credentials } from '../platform/sip/digest.ts'
import type { PingAnswer, PingResult } from '../sip/ping/answer.ts'
import type { Place } from '../sip/ping/find-place.ts'
import { partyOf, type Party } from '../sip/ping/party.ts'
import { ping } from '../sip/ping/ping.ts'
import type { PingTarget } from '../sip/ping/target.ts'
import { testCall } from '../sip/ping/test-call.ts'
import { pingTarget } from './ping-target.ts'

export interface PingRequest {
  host: string | undefined
  dir: string
  transports: readonly SipTransport[]
  port: number | undefined
  /** Seconds; undefined takes what is usual. */
  timeout: number | undefined
  count: number
  /** Whom a real call is placed to; undefined places none. */
  invite: string | undefined
  from: string | undefined
  username: string | undefined
  /** Of the environment; asked for where it is missing and somebody can answer. */
  password: string | undefined
  yes: boolean
  isUnattended: boolean
}

/** Where the parts of the answer are shown as they come. */
export interface PingScreen {
  report: Report
  onResult(result: PingResult): void
  onEvent(event: CallEvent): void
}

/** What is to be done; all that can be asked is answered. */
export interface PreparedPing {
  target: PingTarget
  count: number
  timeoutMs: number
  call: { to: Party; from: Party; credentials: Credentials | null } | null
}

const PING_SECONDS = 5
const CALL_SECONDS = 30
const CALLER = 'voicectl'

/** Finds whom to ask, and for a real call who calls whom and that it is meant. Raises what `pingTarget`, `partyOf` and `approve` do. */
export async function preparePing(request: PingRequest): Promise<PreparedPing> {
  const { host, dir, transports, port, invite, count, timeout } = request
  const wishes = { transports, port }
  if (invite === undefined) {
    return { target: await pingTarget(host, dir, wishes), count, timeoutMs: (timeout ?? PING_SECONDS) * 1000, call: null }
  }
  const to = partyOf(invite, '--invite')
  // A whole address names its host too.
  const target = await pingTarget(host ?? (to.host === null ? undefined : invite), dir, wishes)
  const one = { ...target, ways: oneWay(target, transports) }
  const from = request.from === undefined ? { user: request.username ?? CALLER, host: null } : partyOf(request.from, '--from')
  assertPassword(request)
  await agree(callText(to, one), request)
  const credentials = await credentialsOf(request)
  return { target: one, count, timeoutMs: (timeout ?? CALL_SECONDS) * 1000, call: { to, from, credentials } }
}

/** Asks, or calls. */
export async function runPing(prepared: PreparedPing, { report, onResult, onEvent }: PingScreen, stop: AbortSignal): Promise<PingAnswer> {
  const { target, count, timeoutMs, call } = prepared
  const onPlace = ({ address }: Place) => report({ type: 'step', id: 'sip', text: beginText(prepared, address) })
  if (call === null) return ping({ target, count, timeoutMs, onPlace, onResult, stop })
  return testCall({ target, ...call, timeoutMs, onPlace, onEvent }, stop)
}

/** A call goes one way only: UDP unless something else is wished. */
function oneWay({ ways }: PingTarget, transports: readonly SipTransport[]): PingTarget['ways'] {
  if (transports.length > 1) {
    throw new Failure({
      code: 'SIP_CALL_TRANSPORTS',
      message: 'A call goes over one transport, and --transport names several',
      fix: [{ text: `Name one: --transport ${transports[0]}` }],
      exit: 2,
    })
  }
  return ways.slice(0, 1)
}

async function credentialsOf({ username, password }: PingRequest): Promise<Credentials | null> {
  if (username === undefined) return null
  return { username, password: password || (await askSecret({ message: `Password of ${username}:`, flag: 'VOICECTL_SIP_PASSWORD' })) }
}

/** Before anything is asked: all that is missing where nobody can answer. */
function assertPassword({ username, password, isUnattended, yes }: PingRequest): void {
  if (username === undefined || password || !isUnattended) return
  throw new Failure({
    code: 'INPUT_MISSING',
    message: `The password of ${username} is missing`,
    why: 'A password on the command line could be read by every program of this machine, so it comes from the environment.',
    fix: [{ text: 'Set VOICECTL_SIP_PASSWORD' }, ...(yes ? [] : [{ text: 'Pass --yes as well: a real call may cost money' }])],
    exit: 2,
  })
}

/** Silence is no consent: it may cost money. */
function agree(call: string, request: PingRequest): Promise<void> {
  const { yes, isUnattended: unattended } = request
  const unasked = { message: `${call}, needs --yes`, command: againWithYes(request) }
  return approve({ question: `${call}. Go on?`, initial: false, yes, unattended, destructive: true, unasked })
}

function callText({ user }: Party, { host, ways }: PingTarget): string {
  const at = endpointText({ address: host, port: ways[0]?.port ?? 0 })
  return `A real call to ${user} at ${at}, which may start an agent and cost money`
}

/** The command as it was given, with --yes. */
function againWithYes({ invite, host, from, username, transports, port }: PingRequest): string {
  const flags = [
    ['--invite', invite],
    ['--from', from],
    ['--username', username],
    ['--transport', transports[0]],
    ['--port', port],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${shellWord(String(value))}`]))
  return ['voicectl sip ping', ...(host === undefined ? [] : [shellWord(host)]), ...flags, '--yes'].join(' ')
}

function beginText({ target, call }: PreparedPing, address: string | null): string {
  const { host, ways } = target
  const named = address === null || address === host ? host : `${host} (${address})`
  const over = ways.map(({ transport, port }) => `${transport.toUpperCase()} (${port})`).join(', ')
  if (call === null) return `Asking ${named} over ${over}`
  return `Calling ${call.to.user} at ${named} over ${over} as ${call.from.user}`
}
