import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadStack, secretsOf } from './load.ts'

const STACK = 'version: 1\nname: demo\ntarget: local\n'
const SECRET = 'a-secret-of-thirty-two-characters'
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-load-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

async function write(stack: string, env: string | null) {
  await writeFile(path.join(dir, 'voicectl.yaml'), stack)
  if (env !== null) await writeFile(path.join(dir, '.env'), env)
}

test('the file comes before the environment, and the environment fills what the file leaves empty', async () => {
  await write(STACK, `LIVEKIT_API_KEY=APIfile\nLIVEKIT_API_SECRET=${SECRET}\nGROQ_API_KEY=\nOWN=1\n`)
  const stack = await loadStack(dir, { LIVEKIT_API_KEY: 'APIshell', GROQ_API_KEY: 'groq-shell', UNRELATED: 'x' })
  expect(Object.fromEntries(stack.env)).toEqual({
    LIVEKIT_API_KEY: 'APIfile',
    LIVEKIT_API_SECRET: SECRET,
    GROQ_API_KEY: 'groq-shell',
    OWN: '1',
  })
  expect(secretsOf(stack).toSorted()).toEqual(['APIfile', SECRET, 'groq-shell'].toSorted())
})

test('what the carrier is asked with may be in the environment, where there is a carrier', async () => {
  const env = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'twilio-shell' }
  const file = `LIVEKIT_API_KEY=APIfile\nLIVEKIT_API_SECRET=${SECRET}\n`
  await write(STACK, file)
  expect((await loadStack(dir, env)).env.get('TWILIO_AUTH_TOKEN')).toBeUndefined()
  const sip = `telephony: {enabled: true}\nsip:\n  carrier: {provider: twilio, sipHost: sip.example.com, numbers: ['+15551230100']}\n`
  await write(`${STACK}${sip}`, file)
  const stack = await loadStack(dir, env)
  expect([stack.env.get('TWILIO_ACCOUNT_SID'), stack.env.get('TWILIO_AUTH_TOKEN')]).toEqual(['AC1', 'twilio-shell'])
  expect(secretsOf(stack)).toContain('twilio-shell')
})

test('no voicectl.yaml says how to make one', async () => {
  await expect(loadStack(dir, {})).rejects.toMatchObject({
    code: 'CONFIG_NOT_FOUND',
    exit: 2,
    message: `There is no voicectl.yaml in ${dir}`,
    fix: [{ text: 'Make a stack here', command: `voicectl init ${dir}` }, expect.anything()],
  })
})

test('a folder that is not there is told as that', async () => {
  const folder = path.join(dir, 'no such')
  await expect(loadStack(folder, {})).rejects.toMatchObject({
    code: 'CONFIG_NOT_FOUND',
    message: `There is no folder ${folder}`,
    fix: [{ text: 'Make it, and a stack in it', command: `voicectl init '${folder}'` }, expect.anything()],
  })
})

test('an empty voicectl.yaml says how to write a new one', async () => {
  await write('# mine\n', `LIVEKIT_API_KEY=APIfile\nLIVEKIT_API_SECRET=${SECRET}\n`)
  await expect(loadStack(dir, {})).rejects.toMatchObject({ code: 'CONFIG_INVALID', fix: [{ command: `voicectl init ${dir} --force` }] })
})

test.each([
  ['local', 'LIVEKIT_API_KEY=APIfile\nLIVEKIT_API_SECRET=short\n', 'Delete the line of LIVEKIT_API_SECRET in .env'],
  ['local', 'LIVEKIT_API_KEY=devkey\n', 'Write a new key and secret into .env where they are missing'],
  [
    'cloud\nlivekit: { url: wss://p.livekit.cloud }',
    'LIVEKIT_API_KEY=a\nLIVEKIT_API_SECRET=short\n',
    "Put the project's key and secret into .env",
  ],
])('target %s with %j: what mends it', async (target, env, text) => {
  await write(`version: 1\nname: a\ntarget: ${target}\n`, env)
  await expect(loadStack(dir, {})).rejects.toMatchObject({
    fix: [{ text: expect.stringContaining(text), ...(target === 'local' ? { command: `voicectl init ${dir} --yes` } : {}) }],
  })
})

test('problems of both files are told at once', async () => {
  await write(`${STACK}wbe: {}\n`, 'LIVEKIT_API_KEY=devkey\nLIVEKIT_API_SECRET=short\n')
  await expect(loadStack(dir, {})).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'The stack has 3 problems',
    exit: 2,
    problems: [
      { file: 'voicectl.yaml', line: 4, column: 1, message: 'wbe: unknown key; did you mean web?' },
      { file: '.env', line: 1, message: 'LIVEKIT_API_KEY is a placeholder, not a real value' },
      { file: '.env', line: 2, message: 'LIVEKIT_API_SECRET has 5 characters; LiveKit asks for at least 32' },
    ],
  })
})

test('without .env the key and the secret are missing', async () => {
  await write(STACK, null)
  await expect(loadStack(dir, {})).rejects.toMatchObject({
    problems: [{ message: 'LIVEKIT_API_KEY is missing' }, { message: 'LIVEKIT_API_SECRET is missing' }],
  })
})

test('a folder in the place of voicectl.yaml is unreadable', async () => {
  await mkdir(path.join(dir, 'voicectl.yaml'))
  await expect(loadStack(dir, {})).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE', exit: 2 })
})

test.skipIf(process.getuid?.() === 0)('a .env that may not be read is told, not taken for an empty one', async () => {
  await write(STACK, 'LIVEKIT_API_KEY=APIabc\n')
  await chmod(path.join(dir, '.env'), 0)
  await expect(loadStack(dir, {})).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' })
})
