import { askHttp, reasonOf, type HttpAnswer, type HttpQuestion } from './ask-http.ts'
import { bodyOf, verdictOf, type KeyVerdict } from './key-verdict.ts'
import type { Probe, ProbeResult } from './probe.ts'
import type { Subject } from './subject.ts'

type Env = Subject['env']

/** A company that carries calls to and from the telephone network, and how its credentials are tried. */
export interface Carrier {
  id: string
  label: string
  /** Where credentials are shown. */
  keyPage: string
  /** Names that show that it is used; the first of each group is shown where the group is missing. */
  names: readonly (readonly string[])[]
  question(env: Env): HttpQuestion
  /** Where the answer says more than its status. */
  verdict?(answer: HttpAnswer): KeyVerdict | null
}

/** The probe of a carrier's credentials: one request that only reads. */
export function carrierProbe(carrier: Carrier): Probe {
  const { id, label, names } = carrier
  return {
    id: `carrier.${id}`,
    title: `${label} credentials`,
    after: [],
    timeoutMs: 5000,
    needs: ({ env }) => (names.flat().some((name) => valueOf(env, [name]) !== null) ? true : 'no credentials of it are set'),
    run: ({ env }, _tools, signal) => look(carrier, env, signal),
  }
}

async function look(carrier: Carrier, env: Env, signal: AbortSignal): Promise<ProbeResult> {
  const { label, names } = carrier
  const missing = names.filter((group) => valueOf(env, group) === null).map(([name]) => name)
  if (missing.length > 0) {
    return {
      status: 'warn',
      detail: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set, while other ${label} credentials are`,
      cause: `${label} can't be asked with half of its credentials.`,
      fix: [{ text: `Put ${missing.join(' and ')} into .env, or take the others out (${carrier.keyPage})` }],
    }
  }
  try {
    const answer = await askHttp(carrier.question(env), signal)
    return judged(carrier, carrier.verdict?.(answer) ?? verdictOf(answer))
  } catch (error) {
    return { status: 'unknown', detail: `${label} is out of reach from here: ${reasonOf(error, signal)}` }
  }
}

function judged({ label, names, keyPage }: Carrier, { kind, note }: KeyVerdict): ProbeResult {
  const credentials = names.map(([name]) => name).join(' and ')
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

/** The value of the first name that has one. */
export function valueOf(env: Env, names: readonly string[]): string | null {
  return names.map((name) => env.get(name)).find((value) => value !== undefined && value !== '') ?? null
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
