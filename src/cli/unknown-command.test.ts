import { expect, test } from 'vitest'
import { unknownCommand } from './unknown-command.ts'

const known = ['init', 'status', 'agent:start', 'agent:chat', 'sip:dispatch:apply']

test.each([
  ['stauts', 'voicectl status'],
  ['agent:strat', 'voicectl agent start'],
  ['agnet', 'voicectl agent --help'],
  ['agnet:chat', 'voicectl agent chat'],
  ['sip:dispatch:aply', 'voicectl sip dispatch apply'],
  ['status:now:and:here', 'voicectl status'],
])('%s: %s was meant', (id, command) => {
  expect(unknownCommand(id, known)).toMatchObject({ code: 'COMMAND_UNKNOWN', exit: 2, fix: [{ text: 'Did you mean', command }] })
})

test('says nothing of commands that are not near', () => {
  const failure = unknownCommand('weather', known)
  expect(failure.message).toBe('There is no command weather')
  expect(failure.fix).toEqual([{ text: 'See the commands', command: 'voicectl --help' }])
})

test('a flag is no command', () => {
  expect(unknownCommand('--json', known)).toMatchObject({ code: 'COMMAND_MISSING', exit: 2 })
})
