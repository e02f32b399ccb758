import { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import { bareSubject, runOne } from '../../../test/support/probing.ts'
import { probe } from './dns-address.ts'

const OURS = '203.0.113.7'
const subject = bareSubject({ target: 'self-hosted', domains: [{ name: 'livekit.example.com', of: 'livekit' }] })

function failing(code: string): () => Promise<string[]> {
  return () => Promise.reject(Object.assign(new Error(code), { code }))
}
const answering = (...addresses: string[]) => ({ resolve: async () => addresses, publicAddress: async () => OURS })

test('a name that leads here passes, also by an address of an interface of this machine', async () => {
  expect(await runOne(probe, subject, answering(OURS))).toMatchObject({ status: 'pass' })
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? [])[0]?.address ?? ''
  expect(await runOne(probe, subject, { resolve: async () => [own], publicAddress: async () => null })).toMatchObject({ status: 'pass' })
})

test('a name that leads elsewhere fails, and the record to set is told', async () => {
  const seen = await runOne(probe, subject, answering('198.51.100.9'))
  expect(seen).toMatchObject({ status: 'fail', detail: 'livekit.example.com leads to 198.51.100.9, and this host is 203.0.113.7' })
  expect(seen.finding?.fix.text).toContain(OURS)
})

test('a page may be behind a proxy of others: a warning', async () => {
  const page = bareSubject({ domains: [{ name: 'app.example.com', of: 'page' }] })
  expect(await runOne(probe, page, answering('198.51.100.9'))).toMatchObject({ status: 'warn' })
})

test('one address of two that is not ours is a warning', async () => {
  expect(await runOne(probe, subject, answering(OURS, '2001:db8::9'))).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining('2001:db8::9'),
  })
})

test('a name without an address fails; a resolver that is down is unknown', async () => {
  expect(await runOne(probe, subject, { ...answering(), resolve: failing('ENOTFOUND') })).toMatchObject({
    status: 'fail',
    detail: 'livekit.example.com has no address',
  })
  expect(await runOne(probe, subject, { ...answering(), resolve: failing('EAI_AGAIN') })).toMatchObject({ status: 'unknown' })
})

test('where nobody tells our address it is unknown, unless the node ip is set', async () => {
  const offline = { resolve: async () => [OURS], publicAddress: async () => null }
  expect(await runOne(probe, subject, offline)).toMatchObject({ status: 'unknown' })
  const media = { udp: null, tcpPort: null, nodeIp: OURS, findsOwnAddress: false }
  expect(await runOne(probe, { ...subject, media }, offline)).toMatchObject({ status: 'pass' })
})

test('without names there is nothing to look at', async () => {
  expect(await runOne(probe, bareSubject())).toMatchObject({ status: 'skipped' })
})
