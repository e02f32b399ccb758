import { Failure } from '../../core/failure.ts'
import type { StackConfig } from '../../stack/schema.ts'
import { credentialFaults, LIVEKIT_NAMES, type LiveKitName } from '../../stack/credentials.ts'
import { parseEnvFile } from '../../stack/env-file.ts'
import type { Folder } from './folder.ts'
import { asWebSocketUrl, flagOf, given, isSet, nameFromFolder, providersByKeys, type InitAnswers, type InitInput } from './answers.ts'
import { answerProblems, type AnswerProblem } from './stack-file.ts'

/** What follows from the flags, the folder and the environment; only what they can't tell is left out. */
export function deriveAnswers(input: InitInput, { dirName, env, processEnv }: Folder): Omit<InitAnswers, 'target'> {
  const { decided: _decided, ...byKeys } = providersByKeys(env)
  const livekitUrl = input.livekitUrl ?? processEnv['LIVEKIT_URL']
  return {
    name: nameFromFolder(dirName),
    telephony: false,
    ...byKeys,
    ...given(input),
    ...(livekitUrl ? { livekitUrl: asWebSocketUrl(livekitUrl) } : {}),
  }
}

/** All the answers where nobody can be asked. Raises INPUT_MISSING or INPUT_INVALID with every one that is. */
export async function completeAnswers(input: InitInput, folder: Folder): Promise<InitAnswers> {
  const answers: InitAnswers = { ...deriveAnswers(input, folder), target: input.target ?? 'local' }
  const missing: string[] = [...missingFlags(answers), ...missingLiveKitNames(answers.target, folder)]
  const wrong = (await answerProblems(answers)).filter(({ flag }) => !missing.includes(flag))
  const invalid = [...misfits(input, answers.target), ...wrong, ...liveKitFaults(answers.target, folder)]
  if (missing.length > 0) throw inputMissing(missing, answers.target, invalid)
  if (invalid.length > 0) throw inputInvalid(invalid, folder)
  return answers
}

/** LiveKit Cloud's key and secret can't be made here; the names of those that are not set. */
export function missingLiveKitNames(target: InitAnswers['target'], { env }: Folder): LiveKitName[] {
  return target === 'cloud' ? LIVEKIT_NAMES.filter((name) => !isSet(env, name)) : []
}

/** What is wrong with the key and secret that are set for LiveKit Cloud. */
function liveKitFaults(target: InitAnswers['target'], { env }: Folder): AnswerProblem[] {
  if (target !== 'cloud') return []
  return LIVEKIT_NAMES.filter((name) => isSet(env, name)).flatMap((name) =>
    credentialFaults(name, env.get(name) ?? '').map((message) => ({ flag: name, message })),
  )
}

/** Raises INPUT_INVALID where the key or secret that is set for LiveKit Cloud can't be one. */
export function assertLiveKitValues(target: InitAnswers['target'], folder: Folder): void {
  const faults = liveKitFaults(target, folder)
  if (faults.length > 0) throw inputInvalid(faults, folder)
}

/** Raises INPUT_INVALID for the flags that a target has no use for. */
export function assertFits(input: InitInput, target: InitAnswers['target']): void {
  const problems = misfits(input, target)
  if (problems.length > 0) throw inputInvalid(problems)
}

function misfits(input: InitInput, target: InitAnswers['target']): AnswerProblem[] {
  const home = { livekitUrl: 'cloud', livekitDomain: 'self-hosted', webDomain: 'self-hosted' } as const
  return (Object.keys(home) as Array<keyof typeof home>)
    .filter((answer) => input[answer] !== undefined && home[answer] !== target)
    .map((answer) => ({ flag: flagOf[answer], message: `target ${target} has no use for it; it goes with --target ${home[answer]}` }))
}

/** The flags that a stack which is kept doesn't follow. Raises INPUT_INVALID for those that no stack of its target could. */
export async function ignoredFlags(input: InitInput, config: StackConfig, folder: Folder): Promise<string[]> {
  const { livekit, web, providers, telephony } = config
  const target = input.target ?? config.target
  const kept: Partial<InitAnswers> = {
    target: config.target,
    name: config.name,
    livekitUrl: livekit.url,
    livekitDomain: livekit.domain,
    webDomain: web.domain,
    stt: providers.stt.provider,
    llm: providers.llm.provider,
    ttsEn: providers.tts.en.provider,
    ttsHi: providers.tts.hi.provider,
    telephony: telephony.enabled,
  }
  const answers: InitAnswers = { ...deriveAnswers({ ...given(kept), ...given(input) }, folder), target }
  const flags = (Object.keys(given(input)) as Array<keyof InitAnswers>).map((answer) => ({ answer, flag: flagOf[answer] }))
  const wrong = (await answerProblems(answers)).filter((problem) => flags.some(({ flag }) => flag === problem.flag))
  const invalid = [...misfits(input, target), ...wrong]
  if (invalid.length > 0) throw inputInvalid(invalid)
  return flags.filter(({ answer }) => answers[answer] !== kept[answer]).map(({ flag }) => flag)
}

/** Raises INPUT_INVALID with every answer that voicectl.yaml can't take. */
export async function assertValid(answers: InitAnswers): Promise<void> {
  const problems = await answerProblems(answers)
  if (problems.length > 0) throw inputInvalid(problems)
}

/** `folder` where LiveKit's own values may be among them. */
function inputInvalid(problems: AnswerProblem[], folder?: Folder): Failure {
  const names = LIVEKIT_NAMES.filter((name) => problems.some(({ flag }) => flag === name))
  const inFile = parseEnvFile(folder?.envText ?? '')
  const place = names.some((name) => inFile.get(name)?.value) ? '.env' : 'the environment'
  return new Failure({
    code: 'INPUT_INVALID',
    message: problems.length === 1 ? '1 answer is not valid' : `${problems.length} answers are not valid`,
    details: problems.map(told),
    fix: names.length > 0 ? [{ text: `Set ${names.join(' and ')} in ${place}; the project's settings on LiveKit Cloud show them` }] : [],
    exit: 2,
  })
}

/** What is missing where nobody can be asked, and beside it what is there and not valid. */
export function inputMissing(missing: string[], target: InitAnswers['target'], invalid: AnswerProblem[] = []): Failure {
  const names = missing.filter((name) => !name.startsWith('--'))
  return new Failure({
    code: 'INPUT_MISSING',
    message: `Target ${target} needs ${missing.join(', ')}`,
    why: `Nobody can be asked for ${missing.length === 1 ? 'it' : 'them'} here.${invalid.length > 0 ? ' Besides, not valid:' : ''}`,
    details: invalid.map(told),
    fix: [
      ...(missing.length > names.length ? [{ text: `Pass ${missing.filter((name) => name.startsWith('--')).join(', ')}` }] : []),
      ...(names.length > 0
        ? [{ text: `Set ${names.join(' and ')} in the environment; the project's settings on LiveKit Cloud show them` }]
        : []),
    ],
    exit: 2,
  })
}

function told({ flag, message }: AnswerProblem): string {
  return `${flag}: ${message}`
}

function missingFlags(answers: InitAnswers): string[] {
  const needed: Record<InitAnswers['target'], Array<keyof InitAnswers>> = {
    local: [],
    'self-hosted': ['livekitDomain', 'webDomain'],
    cloud: ['livekitUrl'],
  }
  return needed[answers.target].filter((answer) => !answers[answer]).map((answer) => flagOf[answer])
}
