import { describe, expect, test } from 'vitest'
import { workerNames } from './worker-names.ts'

const told = (file: string, text: string) =>
  workerNames(file, text).map(
    ({ literal, variable, at }) => `${variable === null ? '' : `$${variable} `}${literal ?? '?'} ${at.line}:${at.column}+${at.length}`,
  )
const python = (text: string) => told('agent.py', text)
const typescript = (text: string) => told('agent.ts', text)

describe('Python', () => {
  test.each([
    ['cli.run_app(WorkerOptions(entrypoint_fnc=entrypoint, agent_name="inbound"))', ['inbound 1:65+9']],
    ["@server.rtc_session(agent_name='inbound')\nasync def entry(ctx): ...", ['inbound 1:32+9']],
    ['agents.cli.run_app(\n    server,\n    agent_name="inbound",  # the name\n)', ['inbound 3:16+9']],
    ['WorkerOptions(\r\n  agent_name = "inbound"\r\n)', ['inbound 2:16+9']],
    ['WorkerOptions(agent_name=os.getenv("NAME", "inbound"))', ['$NAME inbound 1:26+28']],
    ['WorkerOptions(agent_name=os.environ.get("NAME") or "inbound")', ['$NAME inbound 1:26+35']],
    ['WorkerOptions(agent_name=os.environ["NAME"])', ['$NAME ? 1:26+18']],
    ['WorkerOptions(agent_name=getenv("NAME"))', ['$NAME ? 1:26+14']],
    ['AGENT: str = "inbound"\nWorkerOptions(agent_name=AGENT)', ['inbound 1:14+9']],
    ['AGENT = os.getenv("NAME", "inbound")\nWorkerOptions(agent_name=AGENT)', ['$NAME inbound 1:9+28']],
    // Without a name of its own it has that of the environment.
    ['cli.run_app(WorkerOptions(entrypoint_fnc=entrypoint))', ['$LIVEKIT_AGENT_NAME ? 1:13+13']],
    ['@server.rtc_session()\nasync def entry(ctx): ...', ['$LIVEKIT_AGENT_NAME ? 1:9+11']],
    ['WorkerOptions(agent_name="")', ['$LIVEKIT_AGENT_NAME ? 1:26+2']],
  ])('%j', (text, expected) => expect(python(text)).toEqual(expected))

  test.each([
    'WorkerOptions(agent_name=f"in-{stage}")',
    'WorkerOptions(agent_name=settings.name)',
    'WorkerOptions(agent_name="a" if dev else "b")',
    'WorkerOptions(agent_name="a" "b")',
    'WorkerOptions(agent_name="a\\n")',
    'WorkerOptions(**options)',
    'NAME = "a"\nNAME = "b"\nWorkerOptions(agent_name=NAME)',
    'if dev:\n    NAME = "a"\nWorkerOptions(agent_name=NAME)',
    'WorkerOptions(agent_name="a"',
  ])('can not be told: %j', (text) => expect(python(text).map((line) => line.split(' ')[0])).toEqual(['?']))

  test.each([
    '# cli.run_app(WorkerOptions(agent_name="inbound"))',
    '"""\nWorkerOptions(agent_name="inbound")\n"""',
    'x = \'WorkerOptions(agent_name="inbound")\'',
    'api.CreateAgentDispatchRequest(agent_name="inbound", room=room)',
    'RoomAgentDispatch(agent_name="inbound")',
    'class WorkerOptions(Base):\n    agent_name: str = "x"',
    'def run_app(agent_name="x"):\n    pass',
    'cli.run_app(server)',
    'from livekit.agents import WorkerOptions',
  ])('starts no worker: %j', (text) => expect(python(text)).toEqual([]))

  test('of several workers each', () => {
    expect(python('@a.rtc_session(agent_name="one")\n@b.rtc_session(agent_name="two")\n').map((line) => line.split(' ')[0])).toEqual([
      'one',
      'two',
    ])
  })
})

describe('TypeScript', () => {
  test.each([
    ["cli.runApp(new WorkerOptions({ agent: file, agentName: 'inbound' }))", ['inbound 1:56+9']],
    [
      'cli.runApp(\n  new agents.ServerOptions({\n    agent: fileURLToPath(import.meta.url),\n    "agentName": "inbound", // the name\n  }),\n)',
      ['inbound 4:18+9'],
    ],
    ["new ServerOptions({ agentName: process.env.NAME ?? 'inbound' })", ['$NAME inbound 1:32+29']],
    ["new ServerOptions({ agentName: process.env['NAME'] || 'inbound' })", ['$NAME inbound 1:32+32']],
    ['new ServerOptions({ agentName: process.env.NAME! })', ['$NAME ? 1:32+17']],
    ["const agentName = 'inbound';\nnew ServerOptions({ agent: x, agentName })", ['inbound 1:19+9']],
    ["export const NAME: string = 'inbound'\nnew ServerOptions({ agentName: NAME })", ['inbound 1:29+9']],
    ['new WorkerOptions({ agent: file })', ['$LIVEKIT_AGENT_NAME ? 1:1+17']],
  ])('%j', (text, expected) => expect(typescript(text)).toEqual(expected))

  test.each([
    'new ServerOptions({ agentName: `in-${stage}` })',
    "new ServerOptions({ agentName: dev ? 'a' : 'b' })",
    'new ServerOptions({ ...defaults, agent: file })',
    'new ServerOptions(options)',
    "let NAME = 'a'\nnew ServerOptions({ agentName: NAME })",
  ])('can not be told: %j', (text) => expect(typescript(text).map((line) => line.split(' ')[0])).toEqual(['?']))

  test.each([
    "// new WorkerOptions({ agentName: 'inbound' })",
    "/* new WorkerOptions({ agentName: 'inbound' }) */",
    '`new WorkerOptions({ agentName: "inbound" })`',
    "new RoomAgentDispatch({ agentName: 'inbound' })",
    "client.createDispatch(room, 'inbound')",
    'export class ServerOptions {}',
  ])('starts no worker: %j', (text) => expect(typescript(text)).toEqual([]))
})

test.each([
  '('.repeat(200_000),
  'WorkerOptions('.repeat(50_000),
  '"'.repeat(200_000),
  "'''".repeat(100_000),
  '/*'.repeat(100_000),
  `WorkerOptions(agent_name=${'a'.repeat(100_000)})`,
  `${'A = 1\n'.repeat(50_000)}WorkerOptions(agent_name=A)`,
])('takes no long time: %#', (text) => {
  const start = performance.now()
  workerNames('a.py', text)
  workerNames('a.ts', text)
  expect(performance.now() - start).toBeLessThan(1500)
})
