import { describe, expect, test } from 'vitest'
import { manifestCommands, voicectl, wordsOf } from './built.ts'

/** Far more than any failure needs; oclif's own takes 77,000. */
const longestBytes = 2000

interface FailureLine {
  ok: false
  error: { code: string; message: string; why: string | null; fix: Array<{ text: string; command?: string }>; retryable: boolean }
}

const cases: Array<[what: string, args: string[], code: string, message: RegExp]> = [
  ['an unknown flag', ['status', '--bogus'], 'USAGE_INVALID', /--bogus/],
  ['a flag without its value', ['status', '--project-dir'], 'USAGE_INVALID', /--project-dir expects a value/],
  ['a value that is none of the options', ['init', '--target', 'moon'], 'USAGE_INVALID', /--target.*local/],
  ['an argument too many', ['status', 'now'], 'COMMAND_UNKNOWN', /status now/],
  ['an unknown command', ['nosuch'], 'COMMAND_UNKNOWN', /no command nosuch/],
  ['an unknown command of a topic', ['agent', 'strat'], 'COMMAND_UNKNOWN', /no command agent strat/],
  ['help for an unknown command', ['nosuch', '--help'], 'COMMAND_UNKNOWN', /no command nosuch/],
  ['flags alone', ['--bogus'], 'COMMAND_MISSING', /before --bogus/],
  ['a folder without a stack', ['status', '--project-dir', '/'], 'CONFIG_NOT_FOUND', /no voicectl.yaml/],
  ['a folder that is not there', ['status', '--project-dir', '/nonexistent'], 'CONFIG_NOT_FOUND', /no folder/],
]

describe('usage failures', () => {
  test.each(cases)('%s is one small JSON object on stdout with --json', async (_what, args, code, message) => {
    const { stdout, stderr, code: exit } = await voicectl([...args, '--json'])
    expect(exit).toBe(2)
    expect(stderr).toBe('')
    expect(stdout.length).toBeLessThan(longestBytes)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    const failure = JSON.parse(stdout) as FailureLine
    expect(failure).toMatchObject({ ok: false, error: { code, message: expect.stringMatching(message), retryable: false } })
    expect(failure.error.fix.length).toBeGreaterThan(0)
  })

  test.each(cases)('%s is text on stderr without it', async (_what, args, code, message) => {
    const { stdout, stderr, code: exit } = await voicectl(args)
    expect(exit).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(`(${code})`)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

test('--json may stand before the command', async () => {
  const { stdout, code } = await voicectl(['--json', 'status'])
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'COMMAND_MISSING' } })
})

test('the environment may ask for JSON', async () => {
  const { stdout } = await voicectl(['nosuch'], { env: { VOICECTL_CONTENT_TYPE: 'json' } })
  expect(JSON.parse(stdout)).toMatchObject({ ok: false })
})

test.each([
  [['agent', 'strat'], 'voicectl agent start'],
  [['stauts'], 'voicectl status'],
  [['agent', 'strat', '--json'], 'voicectl agent start'],
])('%j: the command that was meant is named, with spaces', async (args, meant) => {
  const { stdout, stderr } = await voicectl(args)
  expect(stdout + stderr).toContain(meant)
  expect(stdout + stderr).not.toContain('agent:')
})

test('the flag that was meant is named', async () => {
  const { stderr } = await voicectl(['status', '--projectdir'])
  expect(stderr).toContain('--project-dir')
  expect(stderr).toContain('voicectl status --help')
})

test.each(
  manifestCommands()
    .filter((command) => 'json' in command.flags)
    .map((command) => wordsOf(command).join(' ')),
)('%s keeps to the envelope', async (words) => {
  const { stdout, code } = await voicectl([...words.split(' '), '--no-such-flag', '--json'])
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'USAGE_INVALID' } })
})
