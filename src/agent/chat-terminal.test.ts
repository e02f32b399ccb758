import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { spawn, type IPty } from '@lydell/node-pty'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor, withTimeout } from '../../test/support/wait.ts'
import { packageRoot } from '../platform/package-root.ts'
import { providerKeyNames } from '../stack/providers.ts'

let dir: string

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-chat-'))
})

afterAll(() => rm(dir, { recursive: true }))

/** A chat in a terminal of 60 columns. */
function openChat(args: string[] = []) {
  const env: NodeJS.ProcessEnv = { ...process.env, VOICECTL_PROJECT_DIR: dir, TERM: 'xterm' }
  for (const name of ['CI', ...providerKeyNames]) delete env[name]
  const pty: IPty = spawn(process.execPath, [path.join(packageRoot, 'bin/dev.js'), 'agent', 'chat', ...args], { cols: 60, rows: 24, env })
  let raw = ''
  pty.onData((data) => (raw += data))
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
  const screen = () => stripVTControlCharacters(raw).replaceAll('\r', '')
  return {
    screen,
    type: (keys: string) => pty.write(keys),
    see: (text: string) => waitFor(() => screen().includes(text), { what: `"${text}" on the screen`, context: screen }),
    exitCode: () => withTimeout(exited, { what: 'the chat to end', context: screen }),
  }
}

test('shows the route and the greeting, asks for a turn, and wraps answers between words', async () => {
  const chat = openChat(['--mode', 'sales'])
  await chat.see('\nyou: ')
  expect(chat.screen()).toContain(
    "LangGraph selected route: sales_en\nagent: Hello, you've reached sales. What are you looking for\n       today?\nyou: ",
  )
  chat.type('ten chairs\r')
  await chat.see('for real answers.\nyou: ')
  expect(chat.screen()).toContain('agent: Demo answer from the sales specialist. I heard: “ten\n       chairs”.')
  chat.type('\u0004')
  expect(await chat.exitCode()).toBe(0)
})

test.each(['/exit', '/quit'])('it says how to end it, and %s does', async (words) => {
  const chat = openChat()
  await chat.see('Ctrl-D or /exit ends the conversation.')
  await chat.see('\nyou: ')
  chat.type(`${words}\r`)
  expect(await chat.exitCode()).toBe(0)
  expect(chat.screen()).not.toContain('Demo answer')
})

test('Ctrl-C ends it with 130', async () => {
  const chat = openChat()
  await chat.see('\nyou: ')
  chat.type('half a li')
  await chat.see('half a li')
  chat.type('\u0003')
  expect(await chat.exitCode()).toBe(130)
  expect(chat.screen()).toMatch(/half a li\n$/)
})
