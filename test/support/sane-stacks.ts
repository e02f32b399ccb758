import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Source } from '../../src/check/source.ts'
import { deriveFiles } from '../../src/generate/derive.ts'
import type { InitAnswers } from '../../src/generate/init/answers.ts'
import { planEnv } from '../../src/generate/init/env-plan.ts'
import { validConfig } from '../../src/generate/init/init-stack.ts'
import { stackFileText } from '../../src/generate/init/stack-file.ts'
import { chosenProviders } from '../../src/stack/derive.ts'

/** A stack that works as it is. */
export interface SaneStack {
  name: string
  sources: Source[]
}

const fixtures = fileURLToPath(new URL('../fixtures/stacks', import.meta.url))
/** What is readable for its owner only. */
const PRIVATE = /(^|\/)(\.env|[\w-]+\.env|livekit\.yaml|sip\.yaml|egress-config\.yaml|inbound-trunk\.json|docker-compose[\w.]*yml)$/

const base: InitAnswers = {
  target: 'local',
  name: 'acme-voice',
  stt: 'deepgram',
  llm: 'groq',
  ttsEn: 'elevenlabs',
  ttsHi: 'sarvam',
  telephony: true,
}
const answers: InitAnswers[] = [
  base,
  { ...base, target: 'self-hosted', livekitDomain: 'livekit.acme-voice.com', webDomain: 'app.acme-voice.com' },
  { ...base, target: 'cloud', livekitUrl: 'wss://acme-voice-4k2p.livekit.cloud', telephony: false },
]

/** Of the forms that the providers' own have; none of them is real. */
const secrets = {
  LIVEKIT_API_KEY: 'APIxK3pQ7mWv2Zt',
  LIVEKIT_API_SECRET: '9f2c51d07ab84e63b1d5f08c7e2a946d3b60f1c85ae7d249',
  DEEPGRAM_API_KEY: '5d0b7e31c94fa8260b8e3d57f1c6a94e2075bd83',
  GROQ_API_KEY: 'gsk_r8VtQ2mXw5LzYp1NcKd7HsBf3JgE9uTa4RoZ6iWb',
  ELEVENLABS_API_KEY: 'sk_3fb21c7e90d84a65b2e7f1c03d9586a4e1b70c2f',
  SARVAM_API_KEY: 'sk_q7n2hx51_4Tz0VbKm8LyRcWd3PsJf6GuE',
}

/** Telephony as people write it below what init makes, and the secrets that it refers to. */
const sip = `sip:
  inbound:
    - name: Twilio
      numbers:
        - "+15551234567"
        - "+15557654321"
      allowedAddresses:
        - 54.172.60.0/30
      authUsername: acme
      authPassword: \${TWILIO_PASSWORD}
      ringingTimeout: 30s
  outbound:
    - name: Twilio out
      address: acme.pstn.twilio.com
      transport: tls
      numbers:
        - "+15551234567"
      authUsername: acme
      authPassword: \${TWILIO_PASSWORD}
  dispatch:
    - name: support
      trunks:
        - Twilio
      numbers:
        - "+15557654321"
      rule:
        individual:
          roomPrefix: support
      agents:
        - agentName: voice-agent
          metadata:
            mode: support
      metadata:
        language: hi
    - name: calls
      trunks:
        - Twilio
      rule:
        individual:
          roomPrefix: call
          pin: \${CALL_PIN}
      roomConfig:
        emptyTimeout: 60
`
const sipSecrets = 'TWILIO_PASSWORD=q7n2hx514Tz0VbKm8LyRcWd3\nCALL_PIN=739164\n'

/** What `voicectl init` writes for each target; the self-hosted one with trunks and dispatch rules. */
export function generatedStacks(): Promise<SaneStack[]> {
  return Promise.all(
    answers.map(async (answer) => {
      const hasSip = answer.target === 'self-hosted'
      const stackText = `${await stackFileText(answer)}${hasSip ? sip : ''}`
      const config = validConfig(stackText, '.')
      const providers = chosenProviders(config).map(({ provider }) => provider)
      const made = planEnv({ text: null, target: answer.target, secrets, providers }).content ?? ''
      const env = `${made}${hasSip ? sipSecrets : ''}`
      const derived = (await deriveFiles(config)).map((file) => source(file.path, file.content))
      const ignore = source('.gitignore', '.env\n.voicectl/\n*.bak*\n')
      return { name: answer.target, sources: [source('voicectl.yaml', stackText), source('.env', env), ignore, ...derived] }
    }),
  )
}

/** The layouts of the two stacks that people set up by hand, written afresh so that they work. */
export function seedStacks(): SaneStack[] {
  return ['seed-000', 'seed-004'].map((name) => {
    const dir = path.join(fixtures, name)
    const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const paths = files.map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')).toSorted()
    return { name, sources: paths.map((file) => source(file, readFileSync(path.join(dir, file), 'utf8'))) }
  })
}

function source(file: string, text: string): Source {
  return { path: file, text, mode: PRIVATE.test(file) ? 0o600 : 0o644, git: 'none' }
}
