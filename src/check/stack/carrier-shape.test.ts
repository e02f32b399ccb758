import { expect, test } from 'vitest'
import { parseStack } from '../../stack/parse.ts'
import { folderView } from '../folder-view.ts'
import { reader } from '../readers/voicectl-yaml.ts'

/** What both say of a voicectl.yaml. */
function said(carrier: string, rest = ''): { check: string[]; stack: string[] } {
  const text = `version: 1
name: acme
target: cloud
livekit: {url: wss://acme.livekit.cloud}
sip:
  inbound: [{name: in, numbers: ["+15551234567"], allowedAddresses: [203.0.113.4]}]
  outbound: [{name: out, address: a.example.com, numbers: ["+15551234567"]${rest}}]
  carrier: {sipHost: a.sip.livekit.cloud, ${carrier}}
`
  const source = { path: 'voicectl.yaml', text, mode: 0o644, git: 'none' as const }
  const facts = [...reader.read(source, folderView([source], []))]
  return {
    check: facts.flatMap((fact) => (fact.what === 'fault' ? [`${fact.at.column} ${fact.message}`] : [])).toSorted(),
    stack: parseStack(text, 'voicectl.yaml')
      .problems.map(({ column, message }) => `${column} ${message}`)
      .toSorted(),
  }
}

test.each([
  ['provider: telnyx, outbound: {username: acme47, password: "${P}", destinations: [US], concurrentCalls: 2, dailyLimit: 2.5}', ''],
  ['provider: signalwire', ''],
  ['provider: plivo, outbound: {trunk: out}', ', authUsername: a, authPassword: "${P}"'],
])('neither has anything to say of %s', (carrier, rest) => {
  expect(said(carrier, rest)).toEqual({ check: [], stack: [] })
})

test.each([
  ['provider: vonage'],
  ['name: my'],
  ['provider: telnyx, name: a b c/d'],
  ['provider: telnyx, region: Mars, transfers: sip-only, credentials: {account: a, secret: plain}'],
  ['provider: telnyx, outbound: {destinations: [], concurrentCalls: 0, dailyLimit: -1}'],
  ['provider: telnyx, outbound: {destinations: [Germany], concurrentCalls: 1.5}'],
  ['provider: telnyx, outbound: {username: "a-b", password: "${P}"}'],
  ['provider: twilio, numbers: ["555"], secure: true, transport: udp, outbound: {trunk: other, domain: a.example.com}'],
  ['provider: twilio, numbers: [], networks: [sip.example.com]'],
  ['provider: twilio, outbound: {}'],
  ['provider: signalwire, outbound: {allowedAddresses: [a.example.com]}'],
  ['provider: other, port: 0, transport: sctp, baseUrl: file:///x'],
  ['provider: other, outbound: {username: a}'],
  ['provider: plivo, sipHots: a.b'],
])('what the schema refuses check refuses, in the same words at the same place: %s', (carrier) => {
  const { check: found, stack } = said(carrier)
  expect(stack.length).toBeGreaterThan(0)
  expect(found).toEqual(stack)
})
