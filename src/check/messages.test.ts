import { expect, test } from 'vitest'
import { check } from './check.ts'

function found(id: string, files: Record<string, string>): { message: string; fix: string; places: string[] }[] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text, mode: 0o600, git: 'none' as const }))
  return check({ sources, unread: [] }, { rules: [id] }).findings.map(({ message, fix, places }) => ({
    message,
    fix: fix.text,
    places: places.map(({ file, line }) => `${file}:${line}`),
  }))
}

test.each([
  [
    'depends_on: [postgres]',
    'api depends on postgres, and there is no such service',
    'Add a service postgres, or take it out of depends_on',
  ],
  ['depends_on: [cash]', 'api depends on cash, and there is no such service', 'Write cache'],
  ['restart: sometimes', 'sometimes, of api, is no restart policy', 'Write unless-stopped, always, on-failure or "no"'],
  ['network_mode: hostt', 'hostt, of api, is no network mode', 'Write host'],
  [
    'depends_on: {cache: {condition: healthy}}',
    'healthy, of api, is no condition',
    'Write service_started, service_healthy or service_completed_successfully',
  ],
])('compose.refused names the service, and what to write: %s', (line, message, fix) => {
  const files = { 'compose.yaml': `services:\n  api:\n    image: acme/api:1\n    ${line}\n  cache:\n    image: acme/cache:1\n` }
  expect(found('compose.refused', files)).toMatchObject([{ message, fix }])
})

test('a worker without a name in voicectl.yaml has the usual one: no place shows it', () => {
  const dispatch = JSON.stringify({ dispatch_rule: { name: 'a', rule: {}, room_config: { agents: [{ agent_name: 'Voice_Agent' }] } } })
  expect(found('agent.name-case', { 'voicectl.yaml': '# ours\nversion: 1\nname: a\ntarget: local\n', 'dispatch.json': dispatch })).toEqual([
    {
      message: 'The agent Voice_Agent is asked for, and the worker registers as voice-agent, the name where voicectl.yaml gives none',
      fix: 'Write voice-agent, or set agent.name in voicectl.yaml',
      places: ['dispatch.json:1'],
    },
  ])
})
