import { expect, test } from 'vitest'
import { whole } from '../../../test/support/whole-voicectl-yaml.ts'
import type { Fact } from '../facts.ts'
import { folderView } from '../folder-view.ts'
import { reader } from './voicectl-yaml.ts'

function read(text: string, path = 'voicectl.yaml'): Fact[] {
  const source = { path, text, mode: 0o644, git: 'none' as const }
  return [...reader.read(source, folderView([source], []))]
}

function problems(text: string): string[] {
  return read(text).flatMap((fact) => (fact.what === 'fault' ? [fact.message] : []))
}

test('tells the stack, what it listens on, its agent and where browsers find LiveKit', () => {
  const facts = read(whole)
  expect(facts.map(({ what }) => what).slice(0, 5)).toEqual(['stack', 'listen', 'listen', 'agent-name', 'livekit-url'])
  expect(facts[0]).toMatchObject({ target: 'self-hosted', site: { stack: '', network: 'host' } })
  expect(facts[1]).toMatchObject({ user: 'page', from: 3001, host: null, at: { line: 12, column: 9 } })
  expect(facts[2]).toMatchObject({ user: 'agent', purpose: 'health', from: 8082 })
  expect(facts[3]).toMatchObject({ side: 'worker', name: { value: 'support', at: { line: 15 } } })
  expect(facts[4]).toMatchObject({ browser: true, url: { value: 'wss://livekit.acme.com', at: { line: 5 } } })
})

test('takes the defaults where nothing is set', () => {
  const facts = read('version: 1\nname: a\ntarget: local\n', 'demo/voicectl.yaml')
  expect(facts.find(({ what }) => what === 'agent-name')).toMatchObject({ name: { value: 'voice-agent' }, site: { stack: 'demo' } })
  expect(facts.filter(({ what }) => what === 'listen')).toMatchObject([{ from: 3000, byDefault: true }, { from: 8081 }])
})

test.each([
  ['version: 1\nname: a\ntarget: cloud\n', 'livekit.url: target cloud needs livekit.url, the project URL (wss://….livekit.cloud)'],
  [
    'version: 1\nname: a\ntarget: self-hosted\nlivekit:\n  domain: a.b\nweb:\n  domain: a.b\n',
    'web.domain: expected another name than livekit.domain: one name leads to one of the two',
  ],
  ['version: 1\nname: a\ntarget: local\nlivekit:\n  prot: 1\n', 'livekit.prot: unknown key; did you mean port?'],
  ['version: 1\nname: a\ntarget: local\nlivekit: 7880\n', 'livekit: expected object, received number'],
  ['version: 1\nname: a\ntarget: local\nweb:\n  port: "3000"\n', 'web.port: expected number, received string'],
  ['version: 1\nname: A b\ntarget: local\n', 'name: expected lower-case letters, digits and dashes'],
  ['- a\n', 'expected object, received array'],
  ['', 'version, name and target are required'],
  ['a: [\n', 'Flow sequence in block collection must be sufficiently indented and end with a ]'],
])('%j: %s', (text, message) => {
  expect(problems(text)).toContain(message)
})

test('a misspelt key is told once, not as missing too', () => {
  expect(problems('version: 1\nname: a\ntaget: local\n')).toEqual(['taget: unknown key; did you mean target?'])
})
