import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { check } from '../check/check.ts'
import { packageRoot } from '../platform/package-root.ts'
import { parseStack } from '../stack/parse.ts'
import { desiredSip } from '../stack/sip/desired.ts'
import { readRequests } from './read-requests.ts'

const SECRETS =
  'LIVEKIT_API_KEY=APIxK3pQ7mWv2Zt\nLIVEKIT_API_SECRET=9f2c51d07ab84e63b1d5f08c7e2a946d3b60f1c85ae7d249\nSIGNALWIRE_PASSWORD=q7n2hx514Tz0VbKm8LyRcWd3\n'

describe.each(['twilio-recording', 'signalwire-cloud'])('the example %s', (name) => {
  const file = (of: string) => path.join(packageRoot, 'templates/telephony', name, of)
  const text = readFileSync(file('voicectl.yaml'), 'utf8')

  test('is a stack that voicectl takes', () => {
    expect(parseStack(text, 'voicectl.yaml').problems).toEqual([])
  })

  test('has a dispatch.json for lk that says the same', async () => {
    const { config } = parseStack(text, 'voicectl.yaml')
    if (config === null) throw new Error('no config')
    const { rules } = desiredSip(config, new Map([['SIGNALWIRE_PASSWORD', 'x']])).state
    expect((await readRequests([file('dispatch.json')])).rules).toEqual(rules)
  })

  test('has nothing in it that check warns of', () => {
    const sources = [
      { path: 'voicectl.yaml', text, mode: 0o644, git: 'none' as const },
      { path: '.env', text: SECRETS, mode: 0o600, git: 'none' as const },
    ]
    const { findings } = check({ sources, unread: [] })
    // What is generated is not there yet.
    expect(findings.filter(({ id }) => id !== 'stack.not-derived').map(({ id, message }) => `${id} ${message}`)).toEqual([])
  })
})
