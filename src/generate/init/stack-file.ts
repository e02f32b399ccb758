import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { packageRoot } from '../../platform/package-root.ts'
import { STACK_FILE } from '../../stack/load.ts'
import { parseStack } from '../../stack/parse.ts'
import { providers } from '../../stack/providers.ts'
import { fillTemplate, type Setting } from '../yaml-template.ts'
import { flagOf, type InitAnswers } from './answers.ts'

const PLACES: Partial<Record<keyof InitAnswers, string>> = {
  name: 'name',
  livekitUrl: 'livekit.url',
  livekitDomain: 'livekit.domain',
  webDomain: 'web.domain',
}

/** The text of voicectl.yaml for these answers: short, with its main knobs as comments. */
export async function stackFileText(answers: InitAnswers): Promise<string> {
  const template = await readFile(path.join(packageRoot, 'templates', answers.target, STACK_FILE), 'utf8')
  const targeted: Record<InitAnswers['target'], Setting[]> = {
    local: [],
    cloud: [[['livekit', 'url'], answers.livekitUrl]],
    'self-hosted': [
      [['livekit', 'domain'], answers.livekitDomain],
      [['web', 'domain'], answers.webDomain],
    ],
  }
  return fillTemplate(template, [
    [['name'], answers.name],
    ...targeted[answers.target],
    ...providerSettings(['providers', 'stt'], answers.stt, 'stt'),
    ...providerSettings(['providers', 'llm'], answers.llm, 'llm'),
    ...providerSettings(['providers', 'tts', 'en'], answers.ttsEn, 'tts'),
    ...providerSettings(['providers', 'tts', 'hi'], answers.ttsHi, 'tts'),
    ...(answers.telephony ? ([[['telephony', 'enabled'], true]] satisfies Setting[]) : []),
  ])
}

export interface AnswerProblem {
  flag: string
  message: string
}

/** What is wrong with each answer, by its flag. */
export async function answerProblems(answers: InitAnswers): Promise<AnswerProblem[]> {
  const { problems } = parseStack(await stackFileText(answers), STACK_FILE)
  return problems.map(({ message }) => {
    const answer = (Object.keys(PLACES) as Array<keyof InitAnswers>).find((key) => message.startsWith(`${PLACES[key]}:`))
    const text = message.slice(message.indexOf(': ') + 2)
    return answer ? { flag: flagOf[answer], message: text } : { flag: STACK_FILE, message }
  })
}

/** Servers on this machine are written out: which ones they are is the first thing to change. */
function providerSettings(
  at: string[],
  id: InitAnswers['stt'] | InitAnswers['llm'] | InitAnswers['ttsEn'],
  kind: 'stt' | 'llm' | 'tts',
): Setting[] {
  const chosen: Setting = [[...at, 'provider'], id]
  const defaults = providers[id][kind]
  if (id !== 'local' || !defaults) return [chosen]
  return [chosen, [[...at, 'baseUrl'], defaults.baseUrl], [[...at, 'model'], defaults.model]]
}
