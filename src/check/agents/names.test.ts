import { expect, test } from 'vitest'
import { readFacts } from '../check.ts'
import { unanswered } from './names.ts'

const dispatch =
  '{"dispatch_rule": {"trunk_ids": ["ST_a"], "rule": {"dispatchRuleIndividual": {"roomPrefix": "c"}}, "room_config": {"agents": [{"agent_name": "english"}]}}}'
const worker = (options: string) =>
  `from livekit.agents import WorkerOptions, cli\ncli.run_app(WorkerOptions(entrypoint_fnc=e${options}))\n`

function asked(files: Record<string, string>): string[] {
  const sources = Object.entries({ 'dispatch.json': dispatch, ...files }).map(([path, text]) => ({
    path,
    text,
    mode: 0o600,
    git: 'none' as const,
  }))
  return unanswered(readFacts(sources).facts).map(
    ({ fact, named }) => `${fact.name.value}: ${named.map(({ name }) => name.value).join(', ')}`,
  )
}

test('a worker of the stack that has another name', () => {
  expect(asked({ 'agent.py': worker(', agent_name="demo"') })).toEqual(['english: demo'])
  expect(asked({ 'services/a/agent.py': worker(', agent_name="demo"') })).toEqual(['english: demo'])
})

test('nothing where one may answer, wherever its code lies, or where its name can not be told', () => {
  expect(asked({ 'agent.py': worker(', agent_name="demo"'), 'services/b/b.py': worker(', agent_name="english"') })).toEqual([])
  expect(asked({ 'agent.py': worker(', agent_name="demo"'), 'b.py': worker(', agent_name=name()') })).toEqual([])
  expect(asked({ 'agent.py': worker(', agent_name="demo"'), 'b.py': worker('') })).toEqual([])
})

test('nothing where no worker is known, or only one that an example shows', () => {
  expect(asked({})).toEqual([])
  expect(asked({ 'agent.py': worker('') })).toEqual([])
  expect(asked({ 'examples/basic/agent.py': worker(', agent_name="demo"') })).toEqual([])
})

test('a variable goes before the name that stands in its place', () => {
  const code = { 'agent.py': worker(', agent_name=os.getenv("VOICE", "demo")') }
  expect(asked(code)).toEqual(['english: demo'])
  expect(asked({ ...code, '.env': 'VOICE=english\n' })).toEqual([])
  expect(asked({ ...code, '.env': 'VOICE=hindi\n' })).toEqual(['english: hindi'])
  expect(asked({ ...code, '.env.example': 'VOICE=english\n' })).toEqual(['english: demo'])
  expect(asked({ 'agent.py': worker(''), '.env': 'LIVEKIT_AGENT_NAME=hindi\n' })).toEqual(['english: hindi, hindi'])
})
