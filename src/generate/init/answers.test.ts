import { expect, test } from 'vitest'
import { parseStack } from '../../stack/parse.ts'
import { localProviders, nameFromFolder, providersByKeys, type InitAnswers } from './answers.ts'
import { completeAnswers } from './complete-answers.ts'
import type { Folder } from './folder.ts'
import { answerProblems, stackFileText } from './stack-file.ts'

const usual = { stt: 'deepgram', llm: 'groq', ttsEn: 'elevenlabs', ttsHi: 'sarvam' } as const
const answers: InitAnswers = { target: 'local', name: 'demo', telephony: false, ...usual }

function folderOf(env: Record<string, string> = {}, dirName = 'my-stack'): Folder {
  return {
    dir: `/somewhere/${dirName}`,
    dirName,
    stackText: null,
    envText: null,
    env: new Map(Object.entries(env)),
    processEnv: env,
    entries: 0,
  }
}

async function configOf(changes: Partial<InitAnswers>) {
  const { config, problems } = parseStack(await stackFileText({ ...answers, ...changes }), 'voicectl.yaml')
  expect(problems).toEqual([])
  return config
}

test.each([
  ['My Stack', 'my-stack'],
  ['voice_agent.2', 'voice-agent-2'],
  ['---', 'voice-agent'],
  ['हिन्दी', 'voice-agent'],
  ['a'.repeat(80), 'a'.repeat(63)],
])('the folder %j makes the name %j', (folder, name) => {
  expect(nameFromFolder(folder)).toBe(name)
})

test.each([
  [{}, { ...usual, decided: false }],
  [{ OPENAI_API_KEY: 'sk-real' }, { stt: 'openai', llm: 'openai', ttsEn: 'openai', ttsHi: 'openai', decided: true }],
  [{ GOOGLE_API_KEY: 'real-key' }, { ...usual, llm: 'google', ttsEn: 'google', ttsHi: 'google', decided: false }],
  [{ ELEVEN_API_KEY: 'real-key' }, { ...usual, ttsHi: 'elevenlabs', decided: false }],
  [{ OPENAI_API_KEY: '<key>' }, { ...usual, decided: false }],
])('with the keys %j the providers are %j', (env, chosen) => {
  expect(providersByKeys(new Map(Object.entries(env)))).toEqual(chosen)
})

test('voicectl.yaml says what was answered, and keeps its comments', async () => {
  expect(await configOf({ telephony: true, name: 'other' })).toMatchObject({ target: 'local', name: 'other', telephony: { enabled: true } })
  expect(await configOf({ target: 'cloud', livekitUrl: 'wss://p.livekit.cloud', telephony: true })).toMatchObject({
    livekit: { url: 'wss://p.livekit.cloud' },
    telephony: { enabled: true },
  })
  expect(await configOf({ target: 'self-hosted', livekitDomain: 'l.test.org', webDomain: 'w.test.org' })).toMatchObject({
    livekit: { domain: 'l.test.org' },
    web: { domain: 'w.test.org' },
  })
  const text = await stackFileText({ ...answers, llm: 'openai' })
  expect(text).toContain('# yaml-language-server: $schema=./voicectl.schema.json\n')
  expect(text).toContain('  # The model: groq, openai, openrouter, google, local\n  llm:\n    provider: openai\n')
})

test('servers on this machine are written out, for they are the first thing to change', async () => {
  expect((await configOf(localProviders))?.providers).toMatchObject({
    stt: { provider: 'local', baseUrl: 'http://127.0.0.1:8000/v1', model: expect.any(String) },
    llm: { provider: 'local', baseUrl: 'http://127.0.0.1:11434/v1' },
    tts: { en: { provider: 'local' }, hi: { provider: 'local' } },
  })
})

test('a wrong answer is told by its flag', async () => {
  expect(
    await answerProblems({ ...answers, target: 'self-hosted', name: 'Wrong', livekitDomain: 'https://x', webDomain: 'w.test.org' }),
  ).toEqual([
    { flag: '--name', message: 'expected lower-case letters, digits and dashes' },
    { flag: '--livekit-domain', message: 'expected a host name such as livekit.example.com' },
  ])
})

test('one name for LiveKit and the page is refused, flags or wizard', async () => {
  const one = { ...answers, target: 'self-hosted' as const, livekitDomain: 'a.test.org', webDomain: 'a.test.org' }
  expect(await answerProblems(one)).toEqual([
    { flag: '--web-domain', message: 'expected another name than livekit.domain: one name leads to one of the two' },
  ])
})

test('where nobody can be asked the target is local, and keys decide the providers', async () => {
  expect(await completeAnswers({}, folderOf({ OPENAI_API_KEY: 'sk-real' }))).toMatchObject({
    target: 'local',
    name: 'my-stack',
    llm: 'openai',
  })
  expect(await completeAnswers({ llm: 'groq' }, folderOf({ OPENAI_API_KEY: 'sk-real' }))).toMatchObject({ llm: 'groq', stt: 'openai' })
})

test('everything missing is named at once', async () => {
  await expect(completeAnswers({ target: 'self-hosted' }, folderOf())).rejects.toMatchObject({
    code: 'INPUT_MISSING',
    exit: 2,
    message: 'Target self-hosted needs --livekit-domain, --web-domain',
  })
  await expect(completeAnswers({ target: 'cloud' }, folderOf())).rejects.toMatchObject({
    message: 'Target cloud needs --livekit-url, LIVEKIT_API_KEY, LIVEKIT_API_SECRET',
    fix: [
      { text: 'Pass --livekit-url' },
      { text: expect.stringContaining('Set LIVEKIT_API_KEY and LIVEKIT_API_SECRET in the environment') },
    ],
  })
})

test('what is missing and what is not valid are told together, each once', async () => {
  const run = completeAnswers({ target: 'cloud', name: 'Bad Name' }, folderOf({ LIVEKIT_API_KEY: 'APIabc' }))
  await expect(run).rejects.toMatchObject({
    code: 'INPUT_MISSING',
    exit: 2,
    message: 'Target cloud needs --livekit-url, LIVEKIT_API_SECRET',
    details: ['--name: expected lower-case letters, digits and dashes'],
  })
})

test("LiveKit Cloud's own names in the environment are enough", async () => {
  const env = { LIVEKIT_URL: 'https://p.livekit.cloud', LIVEKIT_API_KEY: 'APIabc', LIVEKIT_API_SECRET: 's'.repeat(40) }
  expect(await completeAnswers({ target: 'cloud' }, folderOf(env))).toMatchObject({ livekitUrl: 'wss://p.livekit.cloud' })
})

test('every wrong flag is told at once', async () => {
  const run = completeAnswers({ target: 'self-hosted', livekitDomain: 'x', webDomain: 'y' }, folderOf())
  await expect(run).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    exit: 2,
    details: [expect.stringMatching(/^--livekit-domain/), expect.stringMatching(/^--web-domain/)],
  })
})
