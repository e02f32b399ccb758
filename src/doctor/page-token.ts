import { askHttp, type HttpAnswer } from './ask-http.ts'
import { bodyOf } from './key-verdict.ts'
import type { Caller } from '../core/caller.ts'

/** What a page's token endpoint gives a caller. */
export interface PageToken {
  /** Where the browser is sent; null where the answer doesn't say. */
  serverUrl: string | null
  token: string
  /** What the token says, read without proving it. */
  claims: {
    metadata: Record<string, unknown>
    /** Agents that are sent to the room; null where the token has no word of it. */
    agents: readonly string[] | null
    mayJoin: boolean
  }
}

export interface TokenAnswer {
  /** Null where it gave none. */
  page: PageToken | null
  /** HTTP status of the endpoint; 404 where none of the known ones is there. */
  status: number
  path: string
}

const MISSING = [404, 405]

/** Asks a page for a token as a caller does: voicectl's endpoint, LiveKit's standard one, and that of the starters. Nobody joins with it. */
export async function askPageToken(
  pageUrl: string,
  caller: Pick<Caller, 'mode' | 'language'>,
  { ca, signal }: { ca: readonly string[]; signal: AbortSignal },
): Promise<TokenAnswer> {
  const base = pageUrl.replace(/\/$/, '').replace('//localhost:', '//127.0.0.1:')
  const query = new URLSearchParams({ mode: caller.mode, language: caller.language }).toString()
  const body = JSON.stringify({ ...caller, participant_metadata: JSON.stringify(caller) })
  const json = { 'content-type': 'application/json' }
  const first = await askHttp({ url: `${base}/api/connection-details?${query}`, ca }, signal)
  if (!MISSING.includes(first.status)) return { status: first.status, path: '/api/connection-details', page: read(first) }
  const second = await askHttp({ url: `${base}/api/token`, method: 'POST', body, headers: json, ca }, signal)
  return { status: second.status, path: '/api/token', page: read(second) }
}

function read({ status, text }: HttpAnswer): PageToken | null {
  if (status >= 300) return null
  const answer = bodyOf({ text })
  const token = [answer['participantToken'], answer['participant_token'], answer['token'], answer['accessToken']].find(
    (value): value is string => typeof value === 'string' && value.split('.').length === 3,
  )
  if (token === undefined) return null
  const url = [answer['serverUrl'], answer['server_url'], answer['url']].find((value): value is string => typeof value === 'string')
  return { token, serverUrl: url ?? null, claims: claimsOf(token) }
}

function claimsOf(token: string): PageToken['claims'] {
  const claims = bodyOf({ text: Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8') })
  const { video, roomConfig, metadata } = claims as {
    video?: { roomJoin?: unknown }
    roomConfig?: { agents?: { agentName?: unknown; agent_name?: unknown }[] }
    metadata?: unknown
  }
  const agents = Array.isArray(roomConfig?.agents) ? roomConfig.agents : null
  return {
    metadata: typeof metadata === 'string' ? bodyOf({ text: metadata }) : {},
    agents: agents?.map(({ agentName, agent_name: other }) => String(agentName ?? other ?? '')) ?? null,
    mayJoin: video?.roomJoin === true,
  }
}
