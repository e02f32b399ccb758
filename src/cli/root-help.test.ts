import { expect, test } from 'vitest'
import { groupCommands, renderRootHelp } from './root-help.ts'

const commands = [
  { id: 'up', summary: 'Start the stack' },
  { id: 'agent:start', summary: 'Run the worker' },
  { id: 'agent:chat', summary: 'Talk to the agent as text, without any server at all' },
  { id: 'init', summary: 'Make a stack' },
  { id: 'secret', summary: 'Not for everyone', hidden: true },
]
const options = { version: '1.2.3', description: 'Runs voice agents', width: Infinity, color: false }

test('lists the commands by what they are for, with spaces, and hides the hidden', () => {
  expect(renderRootHelp(commands, options)).toMatchInlineSnapshot(`
    "voicectl 1.2.3: Runs voice agents

    Usage: voicectl <command> [flags]

    Set up
      init         Make a stack

    Run
      up           Start the stack

    Agent
      agent chat   Talk to the agent as text, without any server at all
      agent start  Run the worker

    voicectl <command> --help shows what a command takes;
    --json makes its answer one for programs.
    "
  `)
})

test('cuts what does not fit into the terminal', () => {
  const help = renderRootHelp(commands, { ...options, width: 40 })
  expect(help).toContain('  agent chat   Talk to the agent as tex…\n')
})

test('a command of no group is still listed', () => {
  expect(groupCommands([{ id: 'weather', summary: 'Rain' }])).toEqual([{ title: 'More', commands: [{ id: 'weather', summary: 'Rain' }] }])
})
