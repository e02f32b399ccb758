import { expect, test } from 'vitest'
import { manifestCommands, voicectl, wordsOf } from './built.ts'

// Without a terminal help is as wide as the usual one, 80 columns.
const tooWide = (text: string) => text.split('\n').filter((line) => line.length > 80)

test('the list of commands fits into 80 columns', async () => {
  const { stdout } = await voicectl(['--help'])
  expect(tooWide(stdout)).toEqual([])
})

test.each(manifestCommands().map((command) => [wordsOf(command).join(' '), command] as const))(
  '%s --help fits into 80 columns, also its examples, and says its summary once',
  async (words, { summary = '' }) => {
    const { stdout } = await voicectl([...words.split(' '), '--help'])
    expect(tooWide(stdout)).toEqual([])
    expect(stdout.split(summary)).toHaveLength(2)
  },
)

test('a folded example can be pasted', async () => {
  const { stdout } = await voicectl(['init', '--help'])
  const example = /\$ (voicectl init my-stack --yes --target self-hosted[^]*?)\n\n/.exec(`${stdout}\n\n`)?.[1] ?? ''
  expect(example).toContain(' \\\n')
  expect(example.replaceAll(/ \\\n\s+/g, ' ')).toBe(
    'voicectl init my-stack --yes --target self-hosted --livekit-domain livekit.example.com --web-domain app.example.com',
  )
})

test('a topic is not described by its first command', async () => {
  const { stdout } = await voicectl(['agent', '--help'])
  expect(stdout).toMatch(/^What voicectl agent can do\n/)
  expect(tooWide(stdout)).toEqual([])
})
