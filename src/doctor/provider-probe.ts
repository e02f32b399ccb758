import type { Fix } from '../core/failure.ts'
import { isPrivateHost } from '../platform/private-address.ts'
import { providers, type ProviderId } from '../stack/providers.ts'
import { askHttp, reasonOf } from './ask-http.ts'
import type { KeyVerdict } from './key-verdict.ts'
import type { Probe, ProbeResult, ProbeStatus } from './probe.ts'
import { keyQuestion, keyVerdict, officialUrl } from './provider-requests.ts'
import type { ChosenProvider, Subject } from './subject.ts'

const WORST: readonly ProbeStatus[] = ['fail', 'warn', 'unknown', 'pass']
const CONSEQUENCE = { stt: 'what callers say is not understood', llm: 'callers get no answers', tts: 'callers hear nothing' } as const

/** The probe of one provider: is its key taken? Where a stack uses it at several addresses, the worst answer counts. */
export function providerProbe(id: ProviderId): Probe {
  const { label, keys } = providers[id]
  return {
    id: `provider.${id}`,
    title: keys.length === 0 ? 'Models on this machine' : `${label} key`,
    after: [],
    timeoutMs: 5000,
    needs: (subject) => {
      if (subject.providers.some((chosen) => chosen.id === id)) return true
      return subject.mode === 'demo' ? 'a demo calls no provider' : 'not used by this stack'
    },
    run: async (subject, _tools, signal) => {
      const chosen = subject.providers.filter((each) => each.id === id)
      const results = await Promise.all(chosen.map((each) => look(each, subject, signal)))
      const [worst] = results.toSorted((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status))
      return worst ?? { status: 'unknown', detail: 'nothing was asked' }
    },
  }
}

async function look(chosen: ChosenProvider, subject: Subject, signal: AbortSignal): Promise<ProbeResult> {
  const { id, key, baseUrl } = chosen
  const { label, keys } = providers[id]
  const name = keys.find((each) => subject.env.has(each)) ?? keys[0] ?? 'the key'
  if (key === null && baseUrl === null && keys.length > 0) {
    return { status: 'fail', detail: `${name} is not set`, cause: `Without it ${consequences(chosen)}.`, fix: newKey(chosen, name) }
  }
  const question = keyQuestion(id, chosen)
  try {
    return judged(keyVerdict(id, await askHttp(question, signal)), { chosen, name })
  } catch (error) {
    return unreachable(chosen, { at: new URL(question.url), reason: reasonOf(error, signal), label })
  }
}

function judged({ kind, note }: KeyVerdict, { chosen, name }: { chosen: ChosenProvider; name: string }): ProbeResult {
  const { label, keys, keyPage } = providers[chosen.id]
  const what = keys.length === 0 ? 'the request' : name
  const more = note === '' ? '' : ` (${note})`
  if (kind === 'valid') {
    return {
      status: 'pass',
      detail: keys.length === 0 ? 'answers' : chosen.key === null ? `${label} answers without a key` : `${label} takes ${name}${more}`,
    }
  }
  if (kind === 'refused') {
    return {
      status: 'fail',
      detail: chosen.key === null ? `The server in place of ${label} asks for a key${more}` : `${label} refuses ${what}${more}`,
      cause: `The key is mistyped, deleted, or of another account. In a call ${consequences(chosen)}.`,
      fix: newKey(chosen, name),
    }
  }
  if (kind === 'no-credit') {
    return {
      status: 'fail',
      detail: `${label} takes ${what}, but its account has no credit left${more}`,
      cause: `In a call ${consequences(chosen)}.`,
      fix: [{ text: `Add credit to the account${keyPage === null ? '' : ` (${keyPage})`}, or choose another provider in voicectl.yaml` }],
    }
  }
  if (kind === 'limited') {
    return {
      status: 'warn',
      detail: `${label} takes no more requests of ${what} just now${more}`,
      cause: `The account's limit of requests is reached. While it lasts, ${consequences(chosen)}.`,
      fix: [{ text: 'Run doctor again in a minute; where it stays so, raise the limit of the account' }],
    }
  }
  return { status: 'unknown', detail: `${label} said nothing of the key: ${note}` }
}

function unreachable(
  { id, parts, baseUrl }: ChosenProvider,
  { at, reason, label }: { at: URL; reason: string; label: string },
): ProbeResult {
  const detail = `${id === 'local' ? `no model server at ${at.origin}` : `${label} is out of reach from here`}: ${reason}`
  // What runs beside the agent must be there; of a service far away we only know that this machine doesn't reach it.
  if (!isPrivateHost(at.hostname)) return { status: 'unknown', detail }
  const used = parts[0] ?? 'llm'
  return {
    status: 'fail',
    detail: `${detail.charAt(0).toUpperCase()}${detail.slice(1)}`,
    cause: `In a call ${consequences({ parts })}.`,
    fix: [
      {
        text: `Start the server at ${baseUrl ?? officialUrl(id, parts) ?? at.origin}, or set providers.${used} … baseUrl in voicectl.yaml to where it listens`,
      },
    ],
  }
}

function newKey({ id }: ChosenProvider, name: string): Fix[] {
  const { keyPage } = providers[id]
  return [
    { text: `Make a key${keyPage === null ? '' : ` at ${keyPage}`} and put it into .env as ${name}` },
    { text: 'Then start the agent again', command: 'voicectl restart agent' },
  ]
}

function consequences({ parts }: Pick<ChosenProvider, 'parts'>): string {
  return parts.map((part) => CONSEQUENCE[part]).join(' and ')
}
