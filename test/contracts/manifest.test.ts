import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { groupCommands } from '../../src/cli/root-help.ts'
import { manifestFile, renderManifest } from '../../scripts/manifest.ts'
import { manifestCommands, wordsOf } from './built.ts'

test('the checked-in manifest is that of the commands', async () => {
  expect(readFileSync(manifestFile, 'utf8')).toBe(await renderManifest())
})

const commands = manifestCommands().map((command) => [wordsOf(command).join(' '), command] as const)

/** Programs that run in the foreground: what they print is their own log, line by line. */
const ownOutput = ['agent start', 'agent dev']

test.each(commands)('%s says what it does, in one line, with examples and --json', (words, command) => {
  expect(command.summary).toMatch(/^[A-Z][^\n]{5,90}[^.\n]$/)
  expect(command.examples?.length).toBeGreaterThan(0)
  expect('json' in command.flags).toBe(!ownOutput.includes(words))
  for (const flag of Object.values(command.flags)) expect(flag.summary ?? flag.description, `--${flag.name}`).toBeTruthy()
  for (const arg of Object.values(command.args)) expect(arg.description, arg.name).toBeTruthy()
})

test.each(commands)('the examples of %s use commands and flags that there are', (words, command) => {
  for (const example of command.examples ?? []) {
    const line = (typeof example === 'string' ? example : example.command).replaceAll('<%= command.id %>', words)
    const [, ...typed] = /<%= config\.bin %>\s+(.*)/.exec(line) ?? []
    expect(typed[0]?.startsWith(words), line).toBe(true)
    const flags = [...line.matchAll(/\s--([a-z-]+)/g)].map((match) => match[1] ?? '')
    for (const flag of flags) expect(Object.keys(command.flags), line).toContain(flag)
  }
})

test('every command has its place in the help', () => {
  expect(groupCommands(manifestCommands()).map((group) => group.title)).not.toContain('More')
})

test('a flag name means the same type everywhere', () => {
  const types = new Map<string, string>()
  for (const [words, command] of commands) {
    for (const flag of Object.values(command.flags)) {
      expect(types.get(flag.name) ?? flag.type, `--${flag.name} of ${words}`).toBe(flag.type)
      types.set(flag.name, flag.type)
    }
  }
})
