import { readFile } from 'node:fs/promises'
import { Failure } from '../core/failure.ts'
import type { Problem } from '../core/problem.ts'
import type { SipKind, SipResource, SipState } from '../core/sip-resources.ts'
import { sipReaders } from '../livekit/sip-json.ts'
import { kindLabels } from './kinds.ts'
import { writtenResources } from './request-shapes.ts'

/**
 * The trunks and rules of JSON files. Ids are left out, as another server gives other ones: a rule names the trunks that stand beside it by their names.
 * Raises SIP_FILE_UNREADABLE or SIP_FILE_INVALID with every problem at once.
 */
export async function readRequests(files: readonly string[]): Promise<SipState> {
  const readers = await sipReaders({ strict: true })
  const state: SipState = { inbound: [], outbound: [], rules: [] }
  const problems: Problem[] = []
  for (const file of files) {
    const at = (message: string): Problem => ({ file, line: 1, column: 1, message, source: null })
    const written = writtenResources(parsed(await textOf(file), file))
    if (written.length === 0) problems.push(at('holds neither a trunk nor a dispatch rule in a shape that lk takes'))
    for (const { kind, json } of written) {
      try {
        add(state, kind, readers[kind](json))
      } catch (error) {
        problems.push(at(`${kindLabels[kind]}: ${wordsOf(error as Error)}`))
      }
    }
  }
  problems.push(...nameProblems(state, files))
  if (problems.length > 0) throw invalid(problems)
  return withoutIds(state)
}

function withoutIds({ inbound, outbound, rules }: SipState): SipState {
  const names = new Map(inbound.flatMap(({ sipTrunkId, name }) => (sipTrunkId && name ? [[sipTrunkId, name] as const] : [])))
  return {
    inbound: inbound.map(({ sipTrunkId: _, ...trunk }) => trunk),
    outbound: outbound.map(({ sipTrunkId: _, ...trunk }) => trunk),
    rules: rules.map(({ sipDispatchRuleId: _, trunkIds, ...rule }) =>
      trunkIds ? { ...rule, trunkIds: trunkIds.map((id) => names.get(id) ?? id) } : rule,
    ),
  }
}

function add(state: SipState, kind: SipKind, resource: SipResource): void {
  ;(state[kind] as SipResource[]).push(resource)
}

/** The name is how a resource is found again; without one, or with one twice, a second run could not know it. */
function nameProblems(state: SipState, files: readonly string[]): Problem[] {
  const at = (message: string): Problem => ({ file: files.join(', '), line: 1, column: 1, message, source: null })
  return (Object.entries(state) as [SipKind, SipResource[]][]).flatMap(([kind, resources]) => {
    const names = resources.map(({ name }) => name ?? '')
    const twice = names.filter((name, index) => name !== '' && names.indexOf(name) !== index)
    const nameless = names.includes('') ? [at(`a ${kindLabels[kind]} has no name, by which it would be found again`)] : []
    return [...nameless, ...[...new Set(twice)].map((name) => at(`the ${kindLabels[kind]} "${name}" is there twice`))]
  })
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Failure({
      code: 'SIP_FILE_UNREADABLE',
      message: `Couldn't read ${file}`,
      why: (error as Error).message,
      exit: 2,
      cause: error,
    })
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch (error) {
    throw invalid([{ file, line: 1, column: 1, message: `is not valid JSON: ${(error as Error).message}`, source: null }])
  }
}

/** The protocol's own words, without its classes' names. */
function wordsOf({ message }: Error): string {
  return message.replace(/^cannot decode (?:message|field) livekit\.\w+(?:\.\w+)? from JSON: /, '').slice(0, 200)
}

function invalid(problems: Problem[]): Failure {
  return new Failure({
    code: 'SIP_FILE_INVALID',
    message: problems.length === 1 ? 'The file has 1 problem' : `The files have ${problems.length} problems`,
    problems,
    fix: [{ text: 'See all that is wrong with its fields', command: 'voicectl check' }],
    exit: 2,
  })
}
