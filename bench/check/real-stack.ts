import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'

/** The files of a real-size stack that `check` knows, each of another kind. */
export const STACK_FILES = 15

/** Adds to a stack that `voicectl init --target self-hosted --telephony` made what people have beside it: SIP, recording, a page, an agent. */
export function completeStack(folder: string): void {
  const { LIVEKIT_API_KEY: key = '', LIVEKIT_API_SECRET: secret = '' } = parseEnv(readFileSync(path.join(folder, '.env'), 'utf8'))
  const client = `api_key: ${key}\napi_secret: ${secret}\nws_url: ws://127.0.0.1:7880\nredis:\n  address: 127.0.0.1:6379\n`
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`
  const files: Record<string, string> = {
    'sip.yaml': `${client}sip_port: 5060\nrtp_port: 10000-20000\nuse_external_ip: true\nlogging:\n  level: info\n`,
    'egress.yaml': `${client}insecure: true\nhealth_port: 9091\nstorage:\n  prefix: recordings\n  s3:\n    region: eu-central-1\n    bucket: call-recordings\n`,
    'dispatch.json': json({
      dispatch_rule: {
        name: 'support line',
        trunk_ids: ['ST_9fTqGx7bKm2L'],
        rule: { dispatchRuleIndividual: { roomPrefix: 'call' } },
        room_config: { agents: [{ agent_name: 'voice-agent', metadata: '{"mode":"support","language":"en"}' }] },
      },
    }),
    'inbound-trunk.json': json({
      trunk: { name: 'carrier in', numbers: ['+15551230100'], allowed_addresses: ['54.172.60.0/30', '54.244.51.0/30'] },
    }),
    'outbound-trunk.json': json({
      trunk: {
        name: 'carrier out',
        address: 'acme.pstn.twilio.com',
        numbers: ['+15551230100'],
        auth_username: 'acme',
        auth_password: 'Kf8wQ2mZx5Ltp9',
      },
    }),
    'web/.env.local': 'NEXT_PUBLIC_LIVEKIT_URL=wss://livekit.acme-voice.com\nAGENT_NAME=voice-agent\n',
    'agent/Dockerfile':
      'FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nUSER 10001\nCMD ["python", "agent.py", "start"]\n',
    'agent/requirements.txt': 'livekit-agents[deepgram,groq,silero]==1.3.2\nlanggraph==1.0.1\n',
  }
  for (const [file, text] of Object.entries(files)) write(folder, file, text)
}

/** Writes a file and the folders above it. */
export function write(folder: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  // Files with secrets are their owner's alone.
  writeFileSync(path.join(folder, file), text, { mode: /^(?:sip|egress)\.yaml$|\.local$|trunk\.json$/.test(file) ? 0o600 : 0o644 })
}
