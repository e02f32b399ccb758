import type { Fix } from '../../core/failure.ts'
import { askHttp, reasonOf } from '../ask-http.ts'
import { firstValue } from '../../stack/first-value.ts'
import { bodyOf } from '../key-verdict.ts'
import type { Probe, ProbeResult } from '../probe.ts'
import type { Subject } from '../subject.ts'

const URL_NAMES = ['SUPABASE_URL']
const KEY_NAMES = ['SUPABASE_SERVICE_KEY', 'SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_SECRET_KEY']

export const probe: Probe = {
  id: 'db.reachable',
  title: 'Database (Supabase)',
  after: [],
  timeoutMs: 5000,
  needs: ({ env }) => (firstValue(env, URL_NAMES) === null && firstValue(env, KEY_NAMES) === null ? 'no database is configured' : true),
  run: look,
}

async function look({ env }: Subject, { ca }: { ca: readonly string[] }, signal: AbortSignal): Promise<ProbeResult> {
  const [url, key] = [firstValue(env, URL_NAMES), firstValue(env, KEY_NAMES)]
  const name = KEY_NAMES.find((each) => env.has(each)) ?? 'SUPABASE_SERVICE_KEY'
  if (url === null || key === null) return unset(url === null ? 'SUPABASE_URL' : name)
  if (!URL.canParse(url))
    return bad('SUPABASE_URL is not a URL', { text: 'Set SUPABASE_URL in .env to the project URL, such as https://….supabase.co' })
  const base = url.replace(/\/$/, '')
  const { host } = new URL(base)
  try {
    const answer = await askHttp({ url: `${base}/rest/v1/`, headers: { apikey: key, Authorization: `Bearer ${key}` }, ca }, signal)
    if (answer.status === 401 || answer.status === 403) {
      return bad(`The database at ${host} refuses ${name} (${answer.status})`, {
        text: `Copy the service key of this project into .env as ${name}`,
      })
    }
    if (answer.status >= 300) return { status: 'unknown', detail: `${host} answers ${answer.status}, not as Supabase does` }
  } catch (error) {
    return bad(`The database at ${host} can't be reached: ${reasonOf(error, signal)}`, {
      text: 'Start the project (a free one pauses after a week), or correct SUPABASE_URL in .env',
    })
  }
  return roleOf(key) === 'anon' ? publicKey(name) : { status: 'pass', detail: `${host} takes ${name}` }
}

/** The role that a key of the older form names: a JWT. */
function roleOf(key: string): unknown {
  return bodyOf({ text: Buffer.from(key.split('.')[1] ?? '', 'base64url').toString('utf8') })['role']
}

function publicKey(name: string): ProbeResult {
  return {
    status: 'fail',
    detail: `${name} holds the public key of the project (anon), not its service key`,
    cause: 'Row security keeps it from reading and writing: leads, calls and prompts look empty.',
    fix: [{ text: `Copy the service key of this project into .env as ${name}` }],
  }
}

function unset(name: string): ProbeResult {
  return {
    status: 'warn',
    detail: `${name} is not set, while the other half of the database's settings is`,
    cause: 'The database is not used like this.',
    fix: [{ text: `Put ${name} into .env, or take the other out` }],
  }
}

function bad(detail: string, fix: Fix): ProbeResult {
  return { status: 'fail', detail, cause: 'Nothing is read from it and nothing of a call is kept.', fix: [fix] }
}
