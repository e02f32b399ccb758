import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../core/failure.ts'
import type { SipState } from '../core/sip-resources.ts'
import { exists } from '../platform/files.ts'
import type { CallSource } from '../sip/explain/explain-call.ts'
import { loadDeclared, STACK_FILE, type Stack } from '../stack/load.ts'

export interface SourceRequest {
  dir: string
  /** Asks the server instead of voicectl.yaml. */
  live: boolean
  files: readonly string[]
  /** Takes values that no output may show. */
  hide: (secrets: string[]) => void
}

/** The trunks and rules that a call is judged by: those of files, of the server, or of voicectl.yaml. Raises SIP_STATE_MISSING, SIP_FILE_UNREADABLE, and as serverAccess and loadStack do. */
export async function callSource(request: SourceRequest): Promise<CallSource> {
  const { dir, files, live } = request
  const known = (await exists(path.join(path.resolve(dir), STACK_FILE))) ? loadDeclared(dir) : Promise.resolve(null)
  // What files hold can be judged beside a broken voicectl.yaml, too.
  const stack = await (files.length > 0 ? known.catch(() => null) : known)
  const agent = stack && { name: stack.config.agent.name, isBundled: stack.config.agent.file === undefined }
  if (files.length > 0) return { ...(await ofFiles(files, request)), agent }
  return { ...(live ? await ofServer(request) : await ofStack(stack, request)), agent }
}

type Found = Omit<CallSource, 'agent'>

async function ofStack(stack: Stack | null, { dir, hide }: SourceRequest): Promise<Found> {
  if (!stack?.config.sip) throw stateMissing(dir, stack !== null)
  const [{ desiredSip }, { declaredState }] = await Promise.all([
    import('../stack/sip/desired.ts'),
    import('../sip/explain/declared-state.ts'),
  ])
  const { state, missing } = desiredSip(stack.config, stack.env)
  hide(secretsIn(state))
  const cloud = stack.config.target === 'cloud'
  return { state: declaredState(state), kind: 'declared', name: STACK_FILE, cloud, missing: [...new Set(missing.map(({ name }) => name))] }
}

async function ofServer({ dir, hide }: SourceRequest): Promise<Found> {
  const [{ serverAccess }, { SipApi }] = await Promise.all([import('./server-access.ts'), import('../livekit/sip-api.ts')])
  const access = await serverAccess(dir)
  hide([access.key, access.secret])
  try {
    const state = await new SipApi(access, { paged: access.cloud }).list(['inbound', 'rules'])
    hide(secretsIn(state))
    return { state, kind: 'server', name: access.url, cloud: access.cloud, missing: [] }
  } catch (error) {
    throw (await import('./api-failure.ts')).apiFailure(error, access.url)
  }
}

async function ofFiles(files: readonly string[], { hide }: SourceRequest): Promise<Found> {
  const [{ rawState }, { readFault, readSipState }, { withNames }] = await Promise.all([
    import('../sip/explain/file-state.ts'),
    import('../livekit/sip-json.ts'),
    import('../sip/explain/declared-state.ts'),
  ])
  const states = await Promise.all(
    files.map(async (file) => {
      try {
        const raw = rawState(JSON.parse(await readFile(file, 'utf8')))
        if (raw === null) throw new Error('it holds no trunk and no dispatch rule')
        return await readSipState(raw)
      } catch (error) {
        throw fileUnreadable(file, readFault(error), error)
      }
    }),
  )
  for (const state of states) hide(secretsIn(state))
  const all = { inbound: states.flatMap(({ inbound }) => inbound), rules: states.flatMap(({ rules }) => rules) }
  return { state: withNames(all), kind: 'files', name: files.join(', '), cloud: null, missing: [] }
}

/** No explanation holds one; pins are left out, as hiding their digits would hide them in phone numbers too. */
function secretsIn({ inbound, outbound }: SipState): string[] {
  return [...inbound, ...outbound].flatMap(({ authPassword }) => (authPassword ? [authPassword] : []))
}

function fileUnreadable(file: string, why: string, cause: unknown): Failure {
  return new Failure({
    code: 'SIP_FILE_UNREADABLE',
    message: `Couldn't read trunks and rules from ${file}`,
    why: `${why.slice(0, 1).toUpperCase()}${why.slice(1)}.`,
    fix: [{ text: 'Give what `voicectl sip pull --json` prints, or a file for lk', command: 'voicectl sip pull --json > state.json' }],
    exit: 2,
    cause,
  })
}

function stateMissing(dir: string, hasStack: boolean): Failure {
  const root = path.resolve(dir)
  return new Failure({
    code: 'SIP_STATE_MISSING',
    message: hasStack ? `${STACK_FILE} in ${root} declares no trunks and rules` : `There is no ${STACK_FILE} in ${root}`,
    why: 'A call is judged by the trunks and dispatch rules that voicectl.yaml declares under sip, that a server has, or that files hold.',
    fix: [
      { text: 'Ask the server', command: 'voicectl sip explain --live …' },
      { text: 'Or name a file with trunks and rules', command: 'voicectl sip explain -f state.json …' },
    ],
    exit: 2,
  })
}
