import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { schemaText } from '../../scripts/schema.ts'
import { packageRoot } from '../platform/package-root.ts'
import { parseEnvFile } from '../stack/env-file.ts'
import { parseStack } from '../stack/parse.ts'
import { stackSchema } from '../stack/schema.ts'
import { envExample } from './env-example.ts'

test('.env.example names every key, with the needed ones ready to fill in', () => {
  const text = envExample(stackSchema.parse({ version: 1, name: 'demo', target: 'local' }))
  expect([...parseEnvFile(text).keys()]).toEqual([
    'LIVEKIT_API_KEY',
    'LIVEKIT_API_SECRET',
    'DEEPGRAM_API_KEY',
    'GROQ_API_KEY',
    'SARVAM_API_KEY',
    'ELEVENLABS_API_KEY',
  ])
  expect(text).toContain('# Deepgram (required): speech to text. https://console.deepgram.com\nDEEPGRAM_API_KEY=\n')
  expect(text).toMatch(/# Google Gemini \(optional\): .*\n# GOOGLE_API_KEY=\n/)
  expect(text).toContain('ELEVEN_API_KEY')
  expect([...parseEnvFile(text).values()].every(({ value }) => value === '')).toBe(true)
})

test('.env.example names the secrets that the sip block refers to', () => {
  const auth = { authUsername: 'u', authPassword: '${CARRIER_PASSWORD}' }
  const sip = {
    inbound: [
      { name: 'in', ...auth },
      { name: 'other', ...auth },
    ],
  }
  const text = envExample(stackSchema.parse({ version: 1, name: 'demo', target: 'cloud', livekit: { url: 'wss://p.livekit.cloud' }, sip }))
  expect(text.match(/^CARRIER_PASSWORD=$/gm)).toHaveLength(1)
})

test('the JSON Schema that is checked in is the one the code makes: node scripts/schema.ts', async () => {
  expect(await readFile(path.join(packageRoot, 'schemas/voicectl.schema.json'), 'utf8')).toBe(schemaText())
})

test('every key of the JSON Schema says what it is', () => {
  const undescribed: string[] = []
  const walk = (schema: { properties?: Record<string, { description?: string }> }, at: string) => {
    for (const [key, child] of Object.entries(schema.properties ?? {})) {
      if (!child.description) undescribed.push(at + key)
      walk(child as never, `${at}${key}.`)
    }
  }
  walk(JSON.parse(schemaText()) as never, '')
  expect(undescribed).toEqual([])
})

test.each(['local', 'self-hosted', 'cloud'])('the template of a %s stack is a valid one', async (target) => {
  const text = await readFile(path.join(packageRoot, 'templates', target, 'voicectl.yaml'), 'utf8')
  expect(parseStack(text, 'voicectl.yaml').problems).toEqual([])
  // So are the settings that it shows as comments.
  const shown = text
    .slice(text.indexOf('# What else'))
    .replace(/^# What else.*\n#\n/, '')
    .replaceAll(/^# /gm, '')
  const all = text.slice(0, text.indexOf('# What else')).replace('enabled: false', 'enabled: true') + (target === 'local' ? shown : '')
  expect(parseStack(all, 'voicectl.yaml').problems).toEqual([])
})
