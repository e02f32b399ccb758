import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startOpenAi, type OpenAiStub } from '../../test/support/providers/openai.ts'
import { waitFor } from '../../test/support/wait.ts'
import { packageRoot } from '../platform/package-root.ts'
import { providerKeyNames } from '../stack/providers.ts'

const KEY = 'gsk_chat-test-key-not-to-be-shown'
let emptyDir: string
let stackDir: string
let server: OpenAiStub

beforeAll(async () => {
  emptyDir = await mkdtemp(path.join(tmpdir(), 'voicectl-chat-'))
  stackDir = await mkdtemp(path.join(tmpdir(), 'voicectl-chat-'))
  server = await startOpenAi({ ttftMs: 0, perTokenMs: 0, key: KEY, reply: (messages) => `you said ${messages.at(-1)?.content}` })
  const llm = `{ provider: groq, baseUrl: '${server.baseUrl}' }`
  await writeFile(path.join(stackDir, 'voicectl.yaml'), `version: 1\nname: test\ntarget: local\nproviders:\n  llm: ${llm}\n`)
  const livekit = `LIVEKIT_API_KEY=APItest\nLIVEKIT_API_SECRET=${'s'.repeat(32)}\n`
  await writeFile(path.join(stackDir, '.env'), `${livekit}GROQ_API_KEY=${KEY}\n`)
})

afterEach(() => {
  server.fail(null)
  server.requests.length = 0
})

afterAll(async () => {
  await server.stop()
  await Promise.all([emptyDir, stackDir].map((dir) => rm(dir, { recursive: true })))
})

function startChat(dir: string, args: string[]) {
  const env: NodeJS.ProcessEnv = { ...process.env, VOICECTL_PROJECT_DIR: dir, NO_COLOR: '1' }
  for (const name of ['CI', 'FORCE_COLOR', ...providerKeyNames]) delete env[name]
  return spawn(process.execPath, [path.join(packageRoot, 'bin/dev.js'), 'agent', 'chat', ...args], { env, stdio: 'pipe' })
}

async function chat(dir: string, args: string[], input: string) {
  const child = startChat(dir, args)
  child.stdin.end(input)
  const [stdout, stderr, [exitCode]] = await Promise.all([readText(child.stdout), readText(child.stderr), once(child, 'exit')])
  return { stdout, stderr, exitCode, lines: stdout.trimEnd().split('\n') }
}

const eventsOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test.each([
  [[], 'general_en', /^agent: Hello/],
  [['--mode', 'support', '--language', 'hi'], 'support_hi', /^agent: नमस्ते/],
  [['--mode', 'technical'], 'technical_en', /^agent: Hello/],
  [['--language', 'hi', '--voice', 'gemini'], 'general_hi', /^agent: नमस्ते/],
])('without a stack, %j routes to %s and is labelled a demo', async (args, route, greeting) => {
  const { lines, stderr, exitCode } = await chat(emptyDir, args, 'hello there\n')
  expect(lines[0]).toBe(`LangGraph selected route: ${route}`)
  expect(lines[1]).toMatch(greeting)
  expect(lines[2]).toBe('you: hello there')
  expect(lines[3]).toMatch(route.endsWith('hi') ? /^agent: डेमो/ : /^agent: Demo/)
  expect(stderr).toContain(`There is no voicectl.yaml in ${emptyDir}`)
  expect(stderr).toContain('Demo mode, no language model connected: set GROQ_API_KEY')
  expect(exitCode).toBe(0)
})

test('in a stack the demo names every key that the stack then needs to start', async () => {
  const demoDir = await mkdtemp(path.join(tmpdir(), 'voicectl-chat-'))
  await writeFile(path.join(demoDir, 'voicectl.yaml'), 'version: 1\nname: test\ntarget: local\n')
  await writeFile(path.join(demoDir, '.env'), `LIVEKIT_API_KEY=APItest\nLIVEKIT_API_SECRET=${'s'.repeat(32)}\n`)
  const { stdout, stderr } = await chat(demoDir, [], 'hello\n')
  await rm(demoDir, { recursive: true })
  expect(stderr).toContain('set DEEPGRAM_API_KEY, GROQ_API_KEY, ELEVENLABS_API_KEY, SARVAM_API_KEY in .env')
  expect(stdout).toContain('set DEEPGRAM_API_KEY, GROQ_API_KEY, ELEVENLABS_API_KEY and SARVAM_API_KEY for real answers')
})

test('with --json each event is a line', async () => {
  const { stdout, exitCode } = await chat(emptyDir, ['--mode', 'sales', '--json'], 'one\n\ntwo')
  const events = eventsOf(stdout)
  expect(events.map(({ type }) => type)).toEqual(['route', 'agent', 'user', 'agent', 'user', 'agent', 'end'])
  expect(events[0]).toMatchObject({ route: 'sales_en', demo: true, model: 'demo' })
  expect(events[3]).toMatchObject({ text: expect.stringContaining('“one”'), firstTokenMs: expect.any(Number) })
  expect(events.at(-1)).toEqual({ type: 'end', turns: 2, reason: 'input-ended' })
  expect(exitCode).toBe(0)
})

test("with a stack and a key the stack's provider answers, and it is told the whole conversation", async () => {
  const { lines, stderr, exitCode } = await chat(stackDir, ['--mode', 'support'], 'first\nsecond\n')
  expect(lines.slice(2)).toEqual(['you: first', 'agent: you said first', 'you: second', 'agent: you said second'])
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  const roles = ['system', 'assistant', 'user', 'assistant', 'user']
  expect(server.requests.at(-1)?.body).toMatchObject({ messages: roles.map((role) => ({ role })) })
  expect(server.requests.at(-1)?.body).toMatchObject({
    messages: expect.arrayContaining([expect.objectContaining({ content: expect.stringContaining('customer support') })]),
  })
  expect(server.requests.filter(({ path: at }) => at.endsWith('/chat/completions'))).toHaveLength(2)
})

test.each([[[]], [['--json']]])('no control sequence of the model or of the input reaches the terminal: %j', async (args) => {
  server.script('fine \u001B ]0;owned\u0007 \u009B31m \u202Eback')
  try {
    const { stdout } = await chat(stackDir, args, 'a\u001B[31mred\u202E\n')
    expect(stdout).toContain('a[31mred')
    expect(stdout).toContain('fine  ]0;owned 31m back')
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u001B\u0007\u009B\u202E]|\\u00/)
  } finally {
    server.script((messages) => `you said ${messages.at(-1)?.content}`)
  }
})

test('a refused key ends a script with the cause and the fix, and is not shown', async () => {
  server.fail(401)
  const { stdout, stderr, exitCode } = await chat(stackDir, [], 'first\nsecond\n')
  expect(stderr).toMatch(/Groq refused GROQ_API_KEY \(401\).*LLM_KEY_REJECTED[\s\S]*console\.groq\.com/)
  expect(stdout + stderr).not.toContain(KEY)
  expect(stdout).not.toContain('second')
  expect(exitCode).toBe(1)
})

test('a refused key with --json is an event', async () => {
  server.fail(429)
  const { stdout, exitCode } = await chat(stackDir, ['--json'], 'first\n')
  const events = eventsOf(stdout)
  expect(events.at(-2)).toMatchObject({ type: 'error', error: { code: 'LLM_QUOTA', retryable: true } })
  expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'failed' })
  expect(exitCode).toBe(1)
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle of an answer ends it at once', async (signal) => {
  server.fail('hang-mid-stream')
  const child = startChat(stackDir, [])
  child.stdin.write('first\n')
  await waitFor(() => server.requests.some(({ path: at }) => at.endsWith('/chat/completions')), { what: 'the turn' })
  child.kill(signal)
  const [exitCode] = await once(child, 'exit')
  expect(exitCode).toBe(signal === 'SIGINT' ? 130 : 143)
  await waitFor(() => server.requests[0]?.aborted, { what: 'the request to be closed' })
})

test('a broken voicectl.yaml is shown with its place', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'voicectl-chat-'))
  try {
    await writeFile(path.join(dir, 'voicectl.yaml'), 'version: 1\nname: test\ntarget: local\nproviders:\n  llm: { provider: grok }\n')
    const { stderr, exitCode } = await chat(dir, [], 'first\n')
    expect(stderr).toContain('voicectl.yaml:5:')
    expect(exitCode).toBe(2)
  } finally {
    await rm(dir, { recursive: true })
  }
})

test('an unknown mode is a usage error', async () => {
  const { stderr, exitCode } = await chat(emptyDir, ['--mode', 'suport'], '')
  expect(stderr).toContain('general, sales, support, technical')
  expect(exitCode).toBe(2)
})
