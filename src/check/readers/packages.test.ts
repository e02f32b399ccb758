import { expect, test } from 'vitest'
import { factsOf } from '../../../test/support/check-facts.ts'

const packages = (path: string, text: string) => factsOf({ [path]: text }).all('package')

test('package.json', () => {
  expect(
    packages(
      'agent/package.json',
      '{\n  "dependencies": {\n    "@livekit/agents": "1.9.0"\n  },\n  "devDependencies": {"vitest": null}\n}',
    ),
  ).toMatchObject([
    { ecosystem: 'npm', name: '@livekit/agents', version: '1.9.0', at: { line: 3, column: 5 } },
    { name: 'vitest', version: null },
  ])
})

test('requirements, with extras that stand for plugins', () => {
  const text =
    '# agent\n  livekit-agents[deepgram, silero]~=1.2  # core\nLiveKit_Plugins.Noise-Cancellation==0.2.5\n-r other.txt\n\npython-dotenv>=1; python_version > "3"\n'
  expect(packages('requirements.txt', text).map(({ name, version, at }) => [name, version, at.line, at.column])).toEqual([
    ['livekit-agents', '1.2', 2, 3],
    ['livekit-plugins-deepgram', null, 2, 3],
    ['livekit-plugins-silero', null, 2, 3],
    ['livekit-plugins-noise-cancellation', '0.2.5', 3, 1],
    ['python-dotenv', '1', 6, 1],
  ])
})

test('pyproject.toml of uv and of Poetry', () => {
  const uv =
    '[project]\nname = "livekit-bot"\ndependencies = [\n  "livekit-agents~=1.0", # core\n  # "livekit-plugins-no",\n  "httpx[http2]",\n]\n[dependency-groups]\ndev = ["pytest"]\n[tool.ruff]\nselect = ["E"]\n'
  expect(packages('pyproject.toml', uv).map(({ name, at }) => [name, at.line, at.column])).toEqual([
    ['livekit-agents', 4, 4],
    ['httpx', 6, 4],
    ['pytest', 9, 9],
  ])
  const poetry =
    '[tool.poetry.dependencies]\npython = "^3.11"\nlivekit-plugins-noise-cancellation = { version = "0.2" }\n[tool.x]\na = "b"\n'
  expect(packages('pyproject.toml', poetry).map(({ name, version }) => [name, version])).toEqual([
    ['python', '3.11'],
    ['livekit-plugins-noise-cancellation', '0.2'],
  ])
})

test.each(['{"dependencies": [1]} livekit', 'livekit', '{"dependencies": {"livekit": {"a": 1}}', '[project]\ndependencies = ["livekit'])(
  'odd text: %s',
  (text) => {
    for (const path of ['package.json', 'requirements.txt', 'pyproject.toml', 'Pipfile']) expect(() => packages(path, text)).not.toThrow()
  },
)
