import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../core/failure.ts'
import type { SipState } from '../../core/sip-resources.ts'
import { exists } from '../../platform/files.ts'
import type { CallSource } from '../../sip/explain/explain-call.ts'
import { loadDeclared, STACK_FILE, type Stack } from '../../stack/load.ts'

export interface SourceRequest {
  dir: string
  /** Asks the server instead of voicectl.yaml. */
  live: boolean
  files: readonly string[]
  /** Takes values that no output may show. */
  hide: (secrets: string[]) => void
}

/** The trunks and rules that a call is judged by: those of files, of the server, or of voicectl.yaml. Raises SIP_NOT_DECLARED, SIP_FILE_UNREADABLE, SIP_FILE_INVALID, and as serverOf and loadStack do. */
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
  if (!stack?.config.sip) throw notDeclared(dir, stack !== null)
  const [{ desiredSip }, { declaredState }] = await Promise.all([
    import('../../stack/sip/desired.ts'),
    import('../../sip/explain/declared-state.ts'),
  ])
  const { state, missing } = desiredSip(stack.config, stack.env)
  hide(secretsIn(state))
  const names = [...new Set(missing.map(({ name }) => name))]
  const remarks = names.length === 0 ? [] : [`${names.join(', ')} missing in .env: what is said of passwords and pins takes them as set`]
  return { state: declaredState(state), kind: 'declared', name: STACK_FILE, cloud: stack.config.target === 'cloud', remarks }
}

async function ofServer({ dir, hide }: SourceRequest): Promise<Found> {
  const [{ serverOf }, { SipApi }] = await Promise.all([import('../../stack/server-access.ts'), import('../../livekit/sip-api.ts')])
  const { url, key, secret, cloud } = await serverOf(dir)
  hide([key, secret])
  try {
    const state = await new SipApi({ url, key, secret }, { paged: cloud }).list(['inbound', 'rules'])
    hide(secretsIn(state))
    return { state, kind: 'server', name: url, cloud, remarks: [] }
  } catch (error) {
    throw await (await import('../../sip/failure.ts')).sipFailure(error, { url, key, secret })
  }
}

async function ofFiles(files: readonly string[], { hide }: SourceRequest): Promise<Found> {
  const [{ hidesPin, withOwnPins }, { withNames }] = await Promise.all([
    import('../../sip/explain/file-state.ts'),
    import('../../sip/explain/declared-state.ts'),
  ])
  const states = await Promise.all(files.map((file) => readState(file)))
  for (const state of states) hide(secretsIn(state))
  const rules = states.flatMap((state) => state.rules)
  const state = withNames({ inbound: states.flatMap(({ inbound }) => inbound), rules: withOwnPins(rules) })
  const remarks = rules.some((rule) => hidesPin(rule))
    ? ['The pins are hidden in what was read, so none of them is the one that is dialled']
    : []
  return { state, kind: 'files', name: files.join(', '), cloud: null, remarks }
}

async function readState(file: string): Promise<SipState> {
  const [{ fileState }, { readFault }] = await Promise.all([import('../../sip/explain/file-state.ts'), import('../../livekit/sip-json.ts')])
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw unusable('SIP_FILE_UNREADABLE', file, error)
  })
  try {
    return await fileState(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    throw unusable('SIP_FILE_INVALID', file, new Error(readFault(error), { cause: error }))
  }
}

/** No explanation holds one; pins are left out, as hiding their digits would hide them in phone numbers too. */
function secretsIn({ inbound, outbound }: SipState): string[] {
  return [...inbound, ...outbound].flatMap(({ authPassword }) => (authPassword ? [authPassword] : []))
}

function unusable(code: 'SIP_FILE_UNREADABLE' | 'SIP_FILE_INVALID', file: string, cause: Error): Failure {
  const { message } = cause
  return new Failure({
    code,
    message: `Couldn't read trunks and rules from ${file}`,
    why: `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`,
    fix: [{ text: 'Give what `voicectl sip pull --json` prints, or a file for lk', command: 'voicectl sip pull --json > state.json' }],
    exit: 2,
    cause,
  })
}

function notDeclared(dir: string, hasStack: boolean): Failure {
  const root = path.resolve(dir)
  return new Failure({
    code: 'SIP_NOT_DECLARED',
    message: hasStack ? `${STACK_FILE} in ${root} has no sip block` : `There is no ${STACK_FILE} in ${root}, and no file was named`,
    why: 'A call is judged by the trunks and dispatch rules that voicectl.yaml declares under sip, that a server has, or that files hold.',
    fix: [
      { text: 'Ask the server', command: 'voicectl sip explain --live …' },
      { text: 'Or name a file with trunks and rules', command: 'voicectl sip explain -f state.json …' },
    ],
    exit: 2,
  })
}
