import { Failure } from '../core/failure.ts'
import type { SipKind, SipState } from '../core/sip-resources.ts'
import type { Stack } from '../stack/load.ts'
import { desiredSip } from '../stack/sip/desired.ts'
import { readRequests } from './read-requests.ts'

export interface WantedRequest {
  stack: Stack | null
  /** JSON files in place of voicectl.yaml. */
  files: readonly string[]
  /** The kinds that are asked for. */
  scope: readonly SipKind[]
}

/** What is to be on the server: by files, else by a stack's voicectl.yaml. Raises SIP_NOT_DECLARED, SIP_SECRET_MISSING, or as `readRequests` does. */
export async function wantedSip({ stack, files, scope }: WantedRequest): Promise<SipState> {
  const state = files.length > 0 ? await readRequests(files) : declared(stack)
  const others = (Object.keys(state) as SipKind[]).filter((kind) => !scope.includes(kind) && files.length > 0 && state[kind].length > 0)
  if (others.length > 0) throw outOfScope(files, others)
  return state
}

function declared(stack: Stack | null): SipState {
  if (!stack?.config.sip) throw notDeclared(stack)
  const { state, missing } = desiredSip(stack.config, stack.env)
  if (missing.length > 0) throw secretsMissing(missing.map(({ name }) => name))
  return state
}

function notDeclared(stack: Stack | null): Failure {
  return new Failure({
    code: 'SIP_NOT_DECLARED',
    message: stack ? 'voicectl.yaml has no sip block' : 'There is no voicectl.yaml here, and no file was named',
    why: 'The block says which trunks and dispatch rules there are to be.',
    fix: [
      ...(stack ? [{ text: 'Write what is on the server into it', command: 'voicectl sip pull' }] : []),
      { text: 'Or name a JSON file', command: 'voicectl sip apply --file dispatch.json' },
    ],
    exit: 2,
  })
}

function secretsMissing(names: readonly string[]): Failure {
  const all = [...new Set(names)]
  return new Failure({
    code: 'SIP_SECRET_MISSING',
    message: `.env lacks ${all.join(', ')}, which voicectl.yaml refers to`,
    why: 'A trunk without its password would be open, or refused by the carrier.',
    fix: [{ text: `Add ${all.length === 1 ? 'it' : 'them'} to .env: ${all.map((name) => `${name}=…`).join(' ')}` }],
    exit: 2,
  })
}

function outOfScope(files: readonly string[], others: readonly SipKind[]): Failure {
  const what = others.includes('rules') ? 'dispatch rules' : 'trunks'
  return new Failure({
    code: 'SIP_FILE_INVALID',
    message: `${files.join(', ')} holds ${what}`,
    why: 'This command is for the other kind.',
    fix: [{ text: 'Apply all that the file holds', command: `voicectl sip apply --file ${files[0]}` }],
    exit: 2,
  })
}
