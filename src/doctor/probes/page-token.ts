import { httpUrl } from '../../livekit/probe.ts'
import { askHttp, reasonOf } from '../ask-http.ts'
import { againFix, logsFix } from '../fixes.ts'
import { askPageToken, type PageToken } from '../page-token.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import type { Subject } from '../subject.ts'

const CALLER = { mode: 'support', language: 'hi' } as const

export const probe: Probe = {
  id: 'page.token',
  title: "Page's tokens",
  after: ['page.reachable', 'server.reachable'],
  timeoutMs: 6000,
  needs: ({ pageUrl, localPageUrl }) => (pageUrl === null && localPageUrl === null ? 'no file says where the page is' : true),
  run: look,
}

async function look(subject: Subject, tools: Tools, signal: AbortSignal): Promise<ProbeResult> {
  const url = subject.localPageUrl ?? subject.pageUrl ?? ''
  const { page, status, path } = await askPageToken(url, CALLER, { ca: tools.ca, signal })
  if (page === null) return without(subject, { status, at: `${url}${path}` })
  if (!page.claims.mayJoin) {
    return {
      status: 'fail',
      detail: "The page's token doesn't allow to join a room",
      cause: 'Browsers are refused with it.',
      fix: [{ text: 'Give the token the grant roomJoin, and a room' }],
    }
  }
  return (
    (await refusal(page, { subject, tools, signal })) ??
    mixedContent(page, subject) ??
    noAgent(page, subject) ??
    noMode(page) ?? {
      status: 'pass',
      detail: 'the page gives a token that LiveKit takes',
    }
  )
}

function without(subject: Subject, { status, at }: { status: number; at: string }): ProbeResult {
  if (status === 404 || status === 405) return { status: 'unknown', detail: `no token endpoint that voicectl knows is at ${at}` }
  if (status === 429) return { status: 'unknown', detail: 'the page gives no more tokens just now (429)' }
  return {
    status: 'fail',
    detail: `${at} gives no token: it answers ${status}`,
    cause: 'Nobody can call from a browser. The page mostly lacks LIVEKIT_URL, LIVEKIT_API_KEY or LIVEKIT_API_SECRET then.',
    fix: [logsFix(subject, subject.stack ? 'web' : 'the page')],
  }
}

/** Whether the server takes the token; asked without joining. */
async function refusal(
  { token, serverUrl }: PageToken,
  { subject, tools, signal }: { subject: Subject; tools: Tools; signal: AbortSignal },
): Promise<ProbeResult | null> {
  const server = subject.serverUrl ?? serverUrl
  if (server === null) return { status: 'unknown', detail: 'the page gives a token, but no file says where LiveKit is' }
  const url = `${httpUrl(server)}/rtc/validate?access_token=${token}`
  const answer = await askHttp({ url, ca: tools.ca }, signal).catch((error: unknown) => reasonOf(error, signal))
  if (typeof answer === 'string') return { status: 'unknown', detail: `the page gives a token, but ${server} does not answer: ${answer}` }
  if (answer.status === 200) return null
  if (answer.status !== 401) return { status: 'unknown', detail: `the page gives a token, but ${server} answers ${answer.status} to it` }
  return {
    status: 'fail',
    detail: `LiveKit at ${server} refuses the page's token`,
    cause:
      'The page signs with another key or secret than the server has, or its clock is wrong. Browsers get "invalid token" when they connect.',
    fix: [
      ...(subject.stack
        ? [againFix(subject)]
        : [{ text: 'Give the page and the server the same LIVEKIT_API_KEY and LIVEKIT_API_SECRET, and start both again' }]),
      { text: 'See which files differ', command: 'voicectl check' },
    ],
  }
}

function mixedContent({ serverUrl }: PageToken, { pageUrl, stack }: Subject): ProbeResult | null {
  if (!pageUrl?.startsWith('https:') || !serverUrl?.startsWith('ws:')) return null
  return {
    status: 'fail',
    detail: `The page is served over https, and sends browsers to ${serverUrl}`,
    cause: 'Browsers refuse an unencrypted WebSocket from an encrypted page.',
    fix: [
      {
        text: `Give the page a wss:// URL of LiveKit${stack ? ': livekit.domain in voicectl.yaml' : ' (LIVEKIT_URL, NEXT_PUBLIC_LIVEKIT_URL)'}`,
      },
    ],
  }
}

/** A worker with a name comes only where it is asked for. */
function noAgent({ claims: { agents } }: PageToken, subject: Subject): ProbeResult | null {
  const { names } = subject.agent
  if (names.length === 0 || names.includes('')) return null
  const asked = agents ?? []
  if (asked.some((name) => names.includes(name))) return null
  return {
    status: 'fail',
    detail: `The page's tokens ask for ${asked.length === 0 ? 'no agent' : asked.join(', ')}, and the worker is ${names.join(', ')}`,
    cause: 'A worker with a name comes only to rooms that ask for it: callers from the page hear nothing.',
    fix: [
      ...(subject.stack ? [againFix(subject)] : []),
      { text: `Put ${names[0]} into roomConfig.agents of the token (agentName), or set the same name for both` },
    ],
  }
}

/** A page that passes the language on but not the mode routes everybody to the general specialist. */
function noMode({ claims: { metadata } }: PageToken): ProbeResult | null {
  if (metadata['mode'] === CALLER.mode || metadata['language'] !== CALLER.language) return null
  return {
    status: 'warn',
    detail: "The page's tokens carry the language a caller asked for, but not the mode",
    cause: 'Every caller gets the general specialist, whatever they choose.',
    fix: [{ text: 'Put mode into the metadata of the token, beside language: general, sales, support or technical' }],
  }
}
