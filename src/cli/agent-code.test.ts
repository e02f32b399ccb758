import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readFolder } from './read-folder.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-code-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const WORKER = 'from livekit.agents import WorkerOptions, cli\ncli.run_app(WorkerOptions(agent_name="a"))\n'
const DISPATCH = '{"dispatch_rule": {"room_config": {"agents": [{"agent_name": "b"}]}}}'

async function code(files: Record<string, string>, options = { code: true }): Promise<string[]> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(dir, file)), { recursive: true })
    await writeFile(path.join(dir, file), text)
  }
  const { sources } = await readFolder(dir, options)
  return sources.flatMap((source) => (/\.(?:json|ya?ml|toml)$|Dockerfile$/.test(source.path) ? [] : [source.path])).toSorted()
}

test('the likely file, and once a worker is found every other one that starts one', async () => {
  const files = {
    'dispatch.json': DISPATCH,
    'services/in/agent.py': WORKER,
    'services/out/caller.py': WORKER,
    'services/out/lib.py': 'import livekit\n',
    'services/out/tests/agent.py': WORKER,
    'services/out/test_agent.py': WORKER,
    'node_modules/x/agent.js': 'livekit; new WorkerOptions({})',
    'web/agent.d.ts': 'livekit; new WorkerOptions({})',
  }
  expect(await code(files)).toEqual(['services/in/agent.py', 'services/out/caller.py'])
})

test('a file of any name that a Dockerfile, a compose file or a script of a package runs', async () => {
  expect(await code({ 'dispatch.json': DISPATCH, 'a/inbound.py': WORKER })).toEqual([])
  for (const [file, text] of [
    ['a/Dockerfile', 'FROM python\nCMD ["python", "inbound.py", "start"]\n'],
    ['compose.yaml', 'services:\n  a:\n    build: a\n    command: python -m a.inbound start\n'],
    ['package.json', '{"scripts": {"a": "uv run a/inbound.py dev"}}'],
  ] as const) {
    expect(await code({ [file]: text })).toEqual(['a/inbound.py'])
    await rm(path.join(dir, file))
  }
})

test('none where nothing is asked for by name, where none starts a worker, and for those who do not ask for code', async () => {
  expect(await code({ 'compose.yaml': 'services: {}\n', 'agent.py': WORKER })).toEqual([])
  expect(await code({ 'dispatch.json': DISPATCH }, { code: false })).toEqual([])
  expect(await code({ 'agent.py': 'import livekit\n', 'other.py': WORKER })).toEqual([])
})

test('none at all where there is too much code to have seen it all', async () => {
  const big = { 'dispatch.json': DISPATCH, 'agent.py': WORKER }
  expect(await code(big)).toEqual(['agent.py'])
  const text = '#'.repeat(250_000)
  for (let index = 0; index < 140; index++) await writeFile(path.join(dir, `lib-${index}.py`), text)
  expect(await code({})).toEqual([])
})
