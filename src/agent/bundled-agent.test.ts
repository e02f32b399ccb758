import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startOpenAi, type OpenAiStub } from '../../test/support/providers/openai.ts'

const run = promisify(execFile)

// In a process of its own: only there nothing is loaded yet.
const program = `
import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
const { initializeLogger, JobProcess } = await import('@livekit/agents')
initializeLogger({ pretty: false, level: 'silent' })
const { loadAgent } = await import('${new URL('load-agent.ts', import.meta.url).href}')
const agent = await loadAgent()
const { supervisor } = await agent.prewarm(new JobProcess())
const warm = loaded.length
const caller = { mode: 'general', language: 'en', voice: null }
let text = ''
const signal = new AbortController().signal
for await (const token of supervisor.stream({ caller, messages: [{ role: 'user', content: 'Hello' }], signal })) text += token
console.log(JSON.stringify({ warm, first: loaded.slice(warm), text, again: supervisor === (await agent.prewarm(new JobProcess())).supervisor }))
process.exit(0)
`

let dir: string
let openai: OpenAiStub

beforeEach(async () => {
  openai = await startOpenAi({ reply: 'I am warm.' })
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-warm-'))
  const llm = { provider: 'openai', baseUrl: openai.baseUrl }
  await writeFile(path.join(dir, 'voicectl.yaml'), JSON.stringify({ version: 1, name: 'warm', target: 'local', providers: { llm } }))
  const secret = 'a-secret-of-a-test-that-is-long-enough'
  await writeFile(path.join(dir, '.env'), `LIVEKIT_API_KEY=APIwarm\nLIVEKIT_API_SECRET=${secret}\nDEEPGRAM_API_KEY=stub-key-of-deepgram\n`)
})

afterEach(async () => {
  await openai.stop()
  await rm(dir, { recursive: true, force: true })
})

it('is warm after prewarm: without a request to the provider, and with nothing left to load for the first turn', { timeout: 60_000 }, async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: path.dirname(new URL(import.meta.url).pathname),
    env: { ...process.env, VOICECTL_PROJECT_DIR: dir },
  })
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  expect(result).toMatchObject({ first: [], text: 'I am warm.', again: true })
  expect(openai.requests.map(({ path: at }) => at)).toEqual([expect.stringMatching(/\/chat\/completions$/)])
})
