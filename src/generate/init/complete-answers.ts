import { Failure } from '../../core/failure.ts'
import type { Folder } from './folder.ts'
import { asWebSocketUrl, flagOf, given, isSet, nameFromFolder, providersByKeys, type InitAnswers, type InitInput } from './answers.ts'
import { answerProblems, type AnswerProblem } from './stack-file.ts'

/** The names that hold LiveKit's key and secret. */
export const LIVEKIT_NAMES = ['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'] as const

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
  const missing = [...missingFlags(answers), ...missingLiveKitNames(answers.target, folder)]
  const invalid = (await answerProblems(answers)).filter(({ flag }) => !missing.includes(flag))
  if (missing.length > 0) throw inputMissing(missing, answers.target, invalid)
  if (invalid.length > 0) throw inputInvalid(invalid)
  return answers
}

/** LiveKit Cloud's key and secret can't be made here; the names of those that are not set. */
export function missingLiveKitNames(target: InitAnswers['target'], { env }: Folder): string[] {
  return target === 'cloud' ? LIVEKIT_NAMES.filter((name) => !isSet(env, name)) : []
}

/** Raises INPUT_INVALID with every answer that voicectl.yaml can't take. */
export async function assertValid(answers: InitAnswers): Promise<void> {
  const problems = await answerProblems(answers)
  if (problems.length > 0) throw inputInvalid(problems)
}

function inputInvalid(problems: AnswerProblem[]): Failure {
  return new Failure({
    code: 'INPUT_INVALID',
    message: problems.length === 1 ? '1 answer is not valid' : `${problems.length} answers are not valid`,
    details: problems.map(told),
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
