import { listed } from '../core/listed.ts'
import { firstValue } from '../stack/first-value.ts'
import { carriers, type CarrierProvider } from '../stack/sip/carrier-names.ts'
import type { Stack } from '../stack/load.ts'
import { askHttp, reasonOf, type HttpAnswer, type HttpQuestion } from './ask-http.ts'
import { chainResult } from './carrier-links.ts'
import { bodyOf, verdictOf, type KeyVerdict } from './key-verdict.ts'
import type { Probe, ProbeResult } from './probe.ts'
import type { Subject } from './subject.ts'

type Env = Subject['env']

/** A company that carries calls to and from the telephone network, and how its credentials are tried. */
export interface Carrier {
  id: CarrierProvider
  /** Names that show that it is used; the first of each group is shown where the group is missing. */
  names: readonly (readonly string[])[]
  question(env: Env): HttpQuestion
  /** Where the answer says more than its status. */
  verdict?(answer: HttpAnswer): KeyVerdict | null
}

/** The probe of a carrier's credentials, one request that only reads; and where voicectl.yaml says what is to be there, of the way of calls through it. */
export function carrierProbe(carrier: Carrier): Probe {
  const { id } = carrier
  const { label } = carriers[id]
  return {
    id: `carrier.${id}`,
    title: `${label} credentials`,
    after: [],
    timeoutMs: 9000,
    needs: (subject) => {
      const declared = declaredAs(id, subject.stack)
      const env = envOf(id, subject)
      // Credentials by other names are looked for by the chain itself.
      if (declared?.credentials !== undefined || firstValue(env, everyName(id)) !== null) return true
      return declared ? `${label} can't be asked: ${notSet(missingOf(carrier, env))}` : 'no credentials of it are set'
    },
    run: async (subject, tools, signal) => {
      const { stack } = subject
      const declared = declaredAs(id, stack)
      const env = envOf(id, subject)
      const half = declared?.credentials === undefined ? halfSet(carrier, env) : null
      if (half !== null) return half
      // Credentials by other names, and those that go to another address, are tried by the chain itself.
      const isUsual = declared?.credentials === undefined && declared?.baseUrl === undefined
      const credentials = isUsual ? await look(carrier, env, signal) : null
      if (stack === null || !declared || (credentials !== null && credentials.status !== 'pass')) return credentials ?? NOTHING
      const { links } = await tools.carrierChain(stack, signal)
      return chainResult(links, credentials?.detail ?? null)
    },
  }
}

/** `sip.carrier` of a stack, where it is this carrier. */
function declaredAs(id: CarrierProvider, stack: Stack | null) {
  const carrier = stack?.config.sip?.carrier
  return carrier?.provider === id ? carrier : null
}

/** What the carrier of voicectl.yaml is asked with is in .env beside it; that of another may be in any file. */
function envOf(id: CarrierProvider, { stack, env }: Subject): Env {
  return stack && declaredAs(id, stack) ? stack.env : env
}

const NOTHING: ProbeResult = { status: 'unknown', detail: 'nothing was asked' }

/** Every name that may hold some of a carrier's credentials. */
function everyName(id: CarrierProvider): string[] {
  const { names, keySecret = [] } = carriers[id]
  return [...Object.values(names).flat(), ...keySecret]
}

function missingOf({ names }: Carrier, env: Env): string[] {
  return names.filter((group) => firstValue(env, group) === null).flatMap(([name]) => name ?? [])
}

function notSet(names: readonly string[]): string {
  return `${listed(names)} ${names.length === 1 ? 'is' : 'are'} not set`
}

/** What is said where some of a carrier's credentials are set, and not all that it takes to ask it; null where all are. */
function halfSet(carrier: Carrier, env: Env): ProbeResult | null {
  const { label, keyPage } = carriers[carrier.id]
  const missing = missingOf(carrier, env)
  if (missing.length === 0) return null
  const set = everyName(carrier.id).filter((name) => firstValue(env, [name]) !== null)
  return {
    status: 'warn',
    detail: `${notSet(missing)}, while ${listed(set)} ${set.length === 1 ? 'is' : 'are'}`,
    cause: `${label} can't be asked with half of its credentials.`,
    fix: [{ text: `Put ${listed(missing)} into .env (${keyPage ?? ''}), or take ${listed(set)} out` }],
  }
}

async function look(carrier: Carrier, env: Env, signal: AbortSignal): Promise<ProbeResult> {
  const { label } = carriers[carrier.id]
  try {
    const answer = await askHttp(carrier.question(env), signal)
    return judged(carrier, env, carrier.verdict?.(answer) ?? verdictOf(answer))
  } catch (error) {
    return { status: 'unknown', detail: `${label} is out of reach from here: ${reasonOf(error, signal)}` }
  }
}

function judged({ id, names }: Carrier, env: Env, { kind, note }: KeyVerdict): ProbeResult {
  const { label, keyPage } = carriers[id]
  const credentials = listed(names.flatMap((group) => group.find((name) => firstValue(env, [name]) !== null) ?? []))
  const more = note === '' ? '' : ` (${note})`
  const silent = 'Numbers, trunks and calls of this account are out of reach.'
  if (kind === 'valid') return { status: 'pass', detail: `${label} takes ${credentials}${more}` }
  if (kind === 'limited') {
    return {
      status: 'warn',
      detail: `${label} takes no more requests just now${more}`,
      cause: `The account's limit of requests is reached.`,
      fix: [{ text: 'Run doctor again in a minute' }],
    }
  }
  if (kind === 'odd') return { status: 'unknown', detail: `${label} said nothing of the credentials: ${note}` }
  const refused = kind === 'refused'
  return {
    status: 'fail',
    detail: refused ? `${label} refuses ${credentials}${more}` : `The ${label} account can not be used${more}`,
    cause: refused ? `They are mistyped, deleted, or of another account. ${silent}` : silent,
    fix: [{ text: refused ? `Copy them from ${keyPage} into .env` : `Bring the account in order: ${keyPage}` }],
  }
}

/** HTTP's basic authorization. */
export function basic(user: string | null, password: string | null): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')}` }
}

/** Twilio's and SignalWire's account, which may be suspended while its credentials are still taken. */
export function accountVerdict(answer: HttpAnswer): KeyVerdict | null {
  const { status } = bodyOf(answer)
  return answer.status === 200 && typeof status === 'string' && status !== 'active' ? { kind: 'no-credit', note: `it is ${status}` } : null
}
