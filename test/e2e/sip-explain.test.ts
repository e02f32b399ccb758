import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sipReaders } from '../../src/livekit/sip-json.ts'
import { matchCall } from '../../src/sip/explain/match-call.ts'
import { askOracle } from '../support/explain-oracle.ts'
import { lacks } from '../support/require.ts'
import { callCases, type CallCase } from '../support/sip-calls.ts'
import { packageRoot } from '../../src/platform/package-root.ts'
import { cleanEnv, runVoicectl } from '../support/voicectl.ts'
import { waitFor } from '../support/wait.ts'

const SEED = Number(process.env['VOICECTL_TEST_SEED'] ?? 20_261_126)
const RUNS = Number(process.env['VOICECTL_TEST_RUNS'] ?? 2000)
/** Go and voicectl answer some thousands a second. */
const MS_A_RUN = 5

const whole = (call: CallCase['call']) => ({ ip: '', host: '', pin: '', noPin: false, ...call })

describe.skipIf(lacks('go'))("voicectl and LiveKit's own matcher", () => {
  const cases = fc.sample(callCases, { seed: SEED, numRuns: RUNS })
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'voicectl-explain-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test(`give the same answers to ${RUNS} calls`, { timeout: 120_000 + RUNS * MS_A_RUN }, async () => {
    const file = path.join(folder, 'calls.ndjson')
    await writeFile(file, cases.map((one) => `${JSON.stringify(one)}\n`).join(''))
    const [expected, { stdout, stderr, exitCode }] = await Promise.all([
      askOracle(cases),
      runVoicectl(['sip', 'explain', '--batch', file], { cwd: folder }),
    ])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const answers = stdout.trimEnd().split('\n')
    const apart = expected.flatMap((answer, index) =>
      JSON.stringify(answer) === answers[index]
        ? []
        : [`${JSON.stringify(cases[index])}\nLiveKit ${JSON.stringify(answer)}\nvoicectl ${answers[index]}`],
    )
    const counts = Object.entries(Object.groupBy(expected, ({ outcome }) => outcome)).map(([outcome, all]) => `${all?.length} ${outcome}`)
    process.stdout.write(
      `voicectl and LiveKit's matcher agree on ${RUNS - apart.length} of ${RUNS} calls: ${counts.join(', ')} (seed ${SEED})\n`,
    )
    expect(apart.slice(0, 3), `seed ${SEED}`).toEqual([])
    expect(answers).toHaveLength(RUNS)
    for (const outcome of ['accept', 'pin', 'drop', 'error']) {
      expect(expected.filter((answer) => answer.outcome === outcome).length, outcome).toBeGreaterThan(RUNS / 50)
    }
  })

  test('make the same participant of a caller', { timeout: 60_000 }, async () => {
    const some = cases.slice(0, 2000)
    const [answers, readers] = await Promise.all([askOracle(some, { whole: true }), sipReaders({ strict: false })])
    let accepted = 0
    for (const [index, { state, call }] of some.entries()) {
      const known = { inbound: state.inbound.map(readers.inbound), rules: state.rules.map(readers.rules) }
      const { dispatch } = matchCall(whole(call), known)
      expect({ call: some[index], participant: dispatch?.participant }).toEqual({
        call: some[index],
        participant: answers[index]?.participant,
      })
      accepted += Number(dispatch !== null)
    }
    expect(accepted).toBeGreaterThan(100)
  })
})

describe('a batch', () => {
  const line = '{"state":{},"call":{"from":"1","to":"2"}}'
  const dropped = '{"outcome":"drop","trunk":null,"rule":null,"auth":false,"room":null}'

  /** `--batch -` with a pipe on stdin. */
  function started(args: string[] = []) {
    const child = spawn(process.execPath, [path.join(packageRoot, 'bin/dev.js'), 'sip', 'explain', '--batch', '-', ...args], {
      env: cleanEnv(),
    })
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)))
    return { child, stdout: () => stdout }
  }

  test('answers each line as it comes', async () => {
    const { child, stdout } = started()
    child.stdin.write(`${line}\n${line.slice(0, 10)}`)
    await waitFor(() => stdout() === `${dropped}\n`, { what: 'the first answer', context: stdout })
    child.stdin.write(`${line.slice(10)}\n`)
    await waitFor(() => stdout() === `${dropped}\n${dropped}\n`, { what: 'the second answer', context: stdout })
    child.stdin.end(line)
    expect(await once(child, 'close')).toEqual([0, null])
    expect(stdout()).toBe(`${dropped}\n`.repeat(3))
  })

  test.each([[[]], [['--json']]])('with lines that are none it answers all, and ends with 2: %j', async (args) => {
    const { child, stdout } = started(args)
    // A line ends with \n alone, whatever other programs take for one.
    const odd = JSON.stringify({
      state: { rules: [{ rule: { dispatchRuleDirect: { roomName: 'a\u2028b' } } }] },
      call: { from: '1', to: '2' },
    })
    child.stdin.end(`${line}\n\n{"state": hush}\n${odd}\n`)
    expect(await once(child, 'close')).toEqual([2, null])
    expect(stdout().split('\n')).toEqual([
      dropped,
      '{"outcome":"error","error":"line 2: it is no JSON"}',
      '{"outcome":"error","error":"line 3: it is no JSON"}',
      '{"outcome":"accept","trunk":null,"rule":null,"auth":false,"room":"a\u2028b"}',
      '',
    ])
  })

  test('a file that is not there, and flags that belong to one call', async () => {
    const run = (...args: string[]) => runVoicectl(['sip', 'explain', ...args, '--json'], { cwd: tmpdir() })
    expect(JSON.parse((await run('--batch', 'nothing.ndjson')).stdout)).toMatchObject({ error: { code: 'BATCH_UNREADABLE' } })
    expect(JSON.parse((await run('--batch', '-', '--from', '1')).stdout)).toMatchObject({ error: { code: 'USAGE_INVALID' } })
    expect(JSON.parse((await run('--from', '1')).stdout)).toMatchObject({
      error: { code: 'CALL_INCOMPLETE', message: expect.stringContaining('--to') },
    })
  })
})

test('what voicectl.yaml declares: text, JSON and exit codes', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'voicectl-declared-'))
  try {
    await writeFile(
      path.join(dir, 'voicectl.yaml'),
      `version: 1
name: acme
target: local
telephony: { enabled: true }
sip:
  inbound: [{ name: Twilio, numbers: ["+15551234567"], authUsername: acme, authPassword: "\${SIP_PASSWORD}" }]
  dispatch:
    - { name: support, trunks: [Twilio], rule: { individual: { roomPrefix: support } }, metadata: { mode: support, language: hi } }
    - { name: vip, trunks: [Twilio], inboundNumbers: ["+15550009999"], rule: { individual: { pin: "\${PIN}" } } }
`,
    )
    await writeFile(path.join(dir, '.env'), 'SIP_PASSWORD=never-to-be-shown\nPIN=739164\n')
    const explain = (...args: string[]) => runVoicectl(['sip', 'explain', '--project-dir', dir, ...args], { cwd: tmpdir() })
    const taken = await explain('--from', '+15550001111', '--to', '+15551234567', '--json')
    expect(taken).toMatchObject({ exitCode: 0, stderr: '' })
    expect(JSON.parse(taken.stdout)).toMatchObject({
      ok: true,
      data: { outcome: 'accept', auth: true, room: 'support_+15550001111_*', route: 'support_hi', agents: [{ agentName: 'voice-agent' }] },
    })
    const asked = await explain('--from', '+15550009999', '--to', '+15551234567', '--json')
    expect(JSON.parse(asked.stdout)).toMatchObject({ ok: true, data: { outcome: 'pin', rule: { name: 'vip' }, room: null } })
    const dropped = await explain('--from', '1', '--to', '2', '--json')
    expect(dropped.exitCode).toBe(1)
    expect(JSON.parse(dropped.stdout)).toMatchObject({ ok: false, data: { outcome: 'drop', trunk: null, rule: null } })
    const text = await explain('--from', '1', '--to', '2')
    expect(text.exitCode).toBe(1)
    expect(text.stdout).toMatch(/is dropped\n[^]*Why not[^]*→ Add 2 to numbers of the trunk Twilio:\n {4}voicectl sip apply\n$/)
    for (const { stdout } of [taken, asked, dropped, text]) expect(stdout).not.toMatch(/never-to-be-shown|739164/)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})

test('sip lint is what check says of telephony', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'voicectl-lint-'))
  try {
    const head = 'version: 1\nname: acme\ntarget: cloud\nlivekit: { url: wss://acme-4k2p.livekit.cloud }\n'
    await writeFile(
      path.join(dir, 'voicectl.yaml'),
      `${head}sip:\n  dispatch: [{ name: a, trunks: [nowhere], rule: { individual: { roomPrefix: a } } }]\n`,
    )
    await writeFile(path.join(dir, 'livekit.yaml'), 'port: 7880\nnonsense: 1\n')
    const lint = await runVoicectl(['sip', 'lint', dir, '--json'], { cwd: tmpdir() })
    const idsOf = (text: string) => (JSON.parse(text) as { data: { findings: { id: string }[] } }).data.findings.map(({ id }) => id)
    expect({ exitCode: lint.exitCode, ids: idsOf(lint.stdout) }).toEqual({ exitCode: 1, ids: ['sip.trunk-name-unknown'] })
    expect(idsOf((await runVoicectl(['check', dir, '--json'], { cwd: tmpdir() })).stdout)).toEqual(
      expect.arrayContaining(['sip.trunk-name-unknown', 'livekit.unknown-key']),
    )
    await writeFile(path.join(dir, 'voicectl.yaml'), `${head}sip:\n  inbond: []\n`)
    expect(idsOf((await runVoicectl(['sip', 'lint', dir, '--json'], { cwd: tmpdir() })).stdout)).toEqual(['stack.invalid'])
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
