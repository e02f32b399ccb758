import type { Folder } from '../generate/init/folder.ts'
import {
  flagOf,
  given,
  localProviders,
  providerChoices,
  providerIds,
  providersByKeys,
  type InitAnswers,
  type InitInput,
  type ProviderAnswers,
} from '../generate/init/answers.ts'
import { credentialFaults, type LiveKitName } from '../stack/credentials.ts'
import { assertFits, assertLiveKitValues, assertValid, deriveAnswers, missingLiveKitNames } from '../generate/init/complete-answers.ts'
import { answerProblems } from '../generate/init/stack-file.ts'
import type { MissingKey } from '../stack/derive.ts'
import { providers } from '../stack/providers.ts'
import { askChoice, askConfirm, askSecret, askText } from './prompts.ts'

type Derived = ReturnType<typeof deriveAnswers>

/** Asks for what flags, folder and environment don't tell. Writes nothing. */
export async function askAnswers(input: InitInput, folder: Folder): Promise<{ answers: InitAnswers; secrets: Record<string, string> }> {
  const derived = deriveAnswers(input, folder)
  const target = input.target ?? (await askTarget())
  const answers: InitAnswers = { ...derived, target }
  assertFits(input, target)
  assertLiveKitValues(target, folder)
  // A bad flag is said before the first question that it would spoil.
  if (target === 'local') await assertValid(answers)
  Object.assign(answers, await askAddresses(answers))
  const secrets = await askLiveKitSecrets(target, folder)
  Object.assign(answers, await askProviders(input, derived, folder))
  const hasPhone = input.telephony !== undefined || target === 'cloud'
  if (!hasPhone) answers.telephony = await askConfirm({ message: 'Will it take phone calls?', flag: '--telephony', initial: false })
  await assertValid(answers)
  return { answers, secrets }
}

/** LiveKit Cloud's key and secret, where they are not set. */
export async function askLiveKitSecrets(target: InitAnswers['target'], folder: Folder): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {}
  for (const name of missingLiveKitNames(target, folder)) {
    const message = name === 'LIVEKIT_API_KEY' ? 'API key of the project:' : 'API secret of the project:'
    const flag = `${name} in the environment`
    const validate = (value: string) => liveKitFault(name, value.trim()) ?? true
    const ask = name === 'LIVEKIT_API_KEY' ? askText : askSecret
    secrets[name] = (await ask({ message, flag, validate })).trim()
  }
  return secrets
}

/** The providers' keys that are not set; an empty answer leaves one for later. */
export async function askProviderKeys(missing: MissingKey[]): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {}
  for (const { provider, name } of missing) {
    const { label, keyPage } = providers[provider]
    const value = await askSecret({
      message: `${label} key, empty for later (${keyPage}):`,
      flag: `${name} in the environment`,
    })
    if (value.trim() !== '') secrets[name] = value.trim()
  }
  return secrets
}

/** Whether keys that are only in the environment are to be copied into .env. */
export function askCopyKeys(names: string[]): Promise<boolean> {
  return askConfirm({ message: `Copy ${names.join(', ')} from the environment into .env?`, flag: '--copy-keys', initial: false })
}

function askTarget(): Promise<InitAnswers['target']> {
  return askChoice({
    message: 'Where does LiveKit run?',
    flag: '--target',
    choices: [
      { value: 'local', name: 'On this machine', description: 'To try it and to develop. Nothing needs to be installed.' },
      { value: 'self-hosted', name: 'On a public host of yours', description: 'One Linux host with two DNS names; TLS by Caddy.' },
      { value: 'cloud', name: 'On LiveKit Cloud', description: 'The agent and the page run here, LiveKit runs there.' },
    ],
    initial: 'local',
  })
}

async function askAddresses(answers: InitAnswers): Promise<Partial<InitAnswers>> {
  const { target, livekitUrl, livekitDomain, webDomain } = answers
  const check =
    (answer: 'livekitUrl' | 'livekitDomain' | 'webDomain', known: Partial<InitAnswers> = {}) =>
    async (value: string) => {
      const problems = await answerProblems({ ...answers, ...known, [answer]: value.trim() })
      return problems.find(({ flag }) => flag === flagOf[answer])?.message ?? true
    }
  if (target === 'cloud' && !livekitUrl) {
    const message = 'URL of the LiveKit Cloud project, such as wss://my-project.livekit.cloud:'
    return { livekitUrl: (await askText({ message, flag: '--livekit-url', validate: check('livekitUrl') })).trim() }
  }
  if (target !== 'self-hosted') return {}
  const livekit = (
    livekitDomain ??
    (await askText({
      message: 'Public name for LiveKit, such as livekit.example.com:',
      flag: '--livekit-domain',
      validate: (value) => (value.trim() === webDomain ? 'expected another name than --web-domain' : check('livekitDomain')(value)),
    }))
  ).trim()
  const proposed = ['app', 'talk'].map((name) => `${name}.${livekit.split('.').slice(1).join('.')}`).find((name) => name !== livekit)
  const web =
    webDomain ??
    (await askText({
      message: 'Public name for the page:',
      flag: '--web-domain',
      ...(proposed === undefined ? {} : { initial: proposed }),
      validate: check('webDomain', { livekitDomain: livekit }),
    }))
  return { livekitDomain: livekit, webDomain: web.trim() }
}

async function askProviders(input: InitInput, derived: Derived, folder: Folder): Promise<Partial<ProviderAnswers>> {
  const isGiven = input.stt && input.llm && input.ttsEn && input.ttsHi
  if (isGiven || providersByKeys(folder.env).decided) return {}
  const usual = [derived.stt, derived.llm, derived.ttsEn, derived.ttsHi].map((id) => providers[id].label)
  const way = await askChoice({
    message: 'Who hears, thinks and speaks?',
    flag: '--stt, --llm, --tts-en, --tts-hi or --preset',
    choices: [
      { value: 'usual', name: [...new Set(usual)].join(', '), description: 'Hears, thinks, speaks English, speaks Hindi, in this order.' },
      { value: 'local', name: 'Servers on this machine', description: 'OpenAI-compatible ones: no key, nothing leaves the machine.' },
      { value: 'each', name: 'Choose each' },
    ],
    initial: 'usual',
  })
  if (way === 'usual') return {}
  if (way === 'local') return { ...localProviders, ...given({ stt: input.stt, llm: input.llm, ttsEn: input.ttsEn, ttsHi: input.ttsHi }) }
  return {
    stt: input.stt ?? (await askChoice({ message: 'Speech to text:', flag: '--stt', choices: providerChoices(providerIds.stt) })),
    llm: input.llm ?? (await askChoice({ message: 'Model:', flag: '--llm', choices: providerChoices(providerIds.llm) })),
    ttsEn:
      input.ttsEn ??
      (await askChoice({
        message: 'English speech:',
        flag: '--tts-en',
        choices: providerChoices(providerIds.ttsEn),
        initial: 'elevenlabs',
      })),
    ttsHi:
      input.ttsHi ??
      (await askChoice({ message: 'Hindi speech:', flag: '--tts-hi', choices: providerChoices(providerIds.ttsHi), initial: 'sarvam' })),
  }
}

/** Shorter ones are a piece of a key: LiveKit Cloud's have about 15 characters. */
const SHORTEST_CLOUD_KEY = 8

function liveKitFault(name: LiveKitName, value: string): string | undefined {
  if (value === '') return 'expected a value'
  const isShort = name === 'LIVEKIT_API_KEY' && value.length < SHORTEST_CLOUD_KEY
  const fault = isShort
    ? `has ${value.length} characters; expected the whole key, such as APIabcdefghijkl`
    : credentialFaults(name, value)[0]
  return fault === undefined ? undefined : `it ${fault}`
}
