import { expect, test } from 'vitest'
import { bareSubject } from '../../../test/support/probing.ts'
import { judge, silent } from './media-udp.ts'

const path = { protocol: 'udp', relayed: false, address: '192.0.2.7', port: 7882, roundTripMs: 3 } as const

test('the way of media is told with its address, where WebRTC tells it', () => {
  expect(judge(bareSubject(), path)).toMatchObject({ status: 'pass', detail: expect.stringContaining('over UDP to 192.0.2.7:7882,') })
  expect(judge(bareSubject(), { ...path, address: 'fd00::2' }).detail).toContain('[fd00::2]:7882')
  expect(judge(bareSubject(), { ...path, address: '' }).detail).toContain('over UDP to port 7882 of the server,')
})

test('without any network it is not the firewall that is blamed', () => {
  expect(silent(bareSubject(), 'No media', false)).toMatchObject({ status: 'fail', detail: 'No media: this machine is in no network' })
  expect(silent(bareSubject(), 'No media', true)).toMatchObject({ status: 'fail', detail: 'No media' })
})

test('TCP and a relay are warned of', () => {
  expect(judge(bareSubject(), { ...path, protocol: 'tcp' })).toMatchObject({ status: 'warn', detail: expect.stringContaining('over TCP') })
  expect(judge(bareSubject(), { ...path, relayed: true })).toMatchObject({ status: 'warn', detail: expect.stringContaining('TURN relay') })
})
