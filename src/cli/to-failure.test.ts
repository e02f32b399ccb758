import { expect, test } from 'vitest'
import { Failure } from '../core/failure.ts'
import { toFailure } from './to-failure.ts'

const command = { words: 'agent chat', flags: ['project-dir', 'mode', 'json'] }
const usage = (message: string, more: object = {}) => Object.assign(new Error(message), { oclif: { exit: 2 }, ...more })

test('a failure stays what it is', () => {
  const failure = new Failure({ code: 'PORT_TAKEN', message: 'Port 3000 is taken' })
  expect(toFailure(failure, command)).toBe(failure)
})

test('a question that was cancelled is no fault', () => {
  const cancelled = Object.assign(new Error('User force closed the prompt'), { name: 'ExitPromptError' })
  expect(toFailure(cancelled)).toMatchObject({ code: 'DECLINED', exit: 130 })
})

test('a usage error names the help of its command, without the hint of the parser', () => {
  const failure = toFailure(usage('Flag --mode expects a value\nSee more help with --help'), command)
  expect(failure).toMatchObject({ code: 'USAGE_INVALID', message: 'Flag --mode expects a value', exit: 2 })
  expect(failure.fix).toEqual([{ text: 'See what the command takes', command: 'voicectl agent chat --help' }])
})

test('several sentences of the parser are one line', () => {
  const { message } = toFailure(
    usage('The following error occurred:\n  --b needs --a\n  --c needs --a\nSee more help with --help'),
    command,
  )
  expect(message).toBe('--b needs --a; --c needs --a')
})

test('an unknown flag names the one that was meant, where one is near', () => {
  const near = toFailure(usage('Nonexistent flag: --projectdir', { flags: ['--projectdir'] }), command)
  expect(near.fix[0]).toEqual({ text: 'Did you mean --project-dir' })
  expect(toFailure(usage('Nonexistent flag: --xyzzy', { flags: ['--xyzzy'] }), command).fix).toHaveLength(1)
})

test('everything else is a fault of voicectl, with exit code 1', () => {
  const failure = toFailure(new TypeError('x is not a function'))
  expect(failure).toMatchObject({ code: 'INTERNAL', exit: 1 })
  expect(failure.message).toContain('x is not a function')
  expect(failure.fix[0]?.text).toContain('VOICECTL_DEBUG=1')
})
