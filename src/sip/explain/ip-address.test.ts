import { expect, test } from 'vitest'
import { isSameAddress, isWithin, parseAddress, parseNetwork } from './ip-address.ts'

/** What Go 1.26's netip.ParseAddr says; the comparison with LiveKit's matcher asks for many more. */
test.each([
  ['203.0.113.7', true],
  ['0.0.0.0', true],
  ['203.0.113.07', false],
  ['203.0.113.256', false],
  ['203.0.113', false],
  ['203.0.113.7.', false],
  ['203.0.113.7%eth0', false],
  ['203.0.113.7:5060', false],
  ['1:2:3:4:5:6:7:8', true],
  ['1:2:3:4:5:6:7::', true],
  ['1:2:3:4:5:6:7:8::', false],
  ['1:2:3:4:5:6:7', false],
  ['1::2::3', false],
  [':::', false],
  ['::', true],
  ['::00001', false],
  ['::ffff:203.0.113.7', true],
  ['::ffff:203.0.113.07', false],
  ['1:203.0.113.7::', false],
  ['fe80::1%eth0', true],
  ['fe80::1%', false],
  ['%eth0', false],
  ['[::1]', false],
  ['', false],
  ['alice', false],
])('%j is an address: %j', (text, expected) => {
  expect(parseAddress(text) !== null).toBe(expected)
})

test.each([
  ['203.0.113.0/24', true],
  ['203.0.113.7/0', true],
  ['203.0.113.7/32', true],
  ['203.0.113.7/33', false],
  ['203.0.113.7/024', false],
  ['203.0.113.7/+8', false],
  ['203.0.113.7/', false],
  ['203.0.113.7/24/8', false],
  ['2001:db8::/128', true],
  ['2001:db8::/129', false],
  ['fe80::1%eth0/64', false],
  ['203.0.113.7', false],
])('%j is a network: %j', (text, expected) => {
  expect(parseNetwork(text) !== null).toBe(expected)
})

test.each([
  ['203.0.113.7', '203.0.113.9/28', true],
  ['203.0.113.17', '203.0.113.9/28', false],
  ['203.0.113.7', '0.0.0.0/0', true],
  ['203.0.113.7', '::/0', false],
  ['::ffff:203.0.113.7', '203.0.113.0/24', false],
  ['::ffff:203.0.113.7', '::ffff:203.0.113.0/120', true],
  ['2001:db8:1::1', '2001:db8::/32', true],
  ['2001:db9::1', '2001:db8::/31', true],
  ['fe80::1%eth0', 'fe80::/10', false],
])('%s is in %s: %j', (address, network, expected) => {
  const [parsed, within] = [parseAddress(address), parseNetwork(network)]
  expect(parsed && within && isWithin(parsed, within)).toBe(expected)
})

test.each([
  ['2001:db8::1', '2001:DB8:0:0::1', true],
  ['::ffff:203.0.113.7', '203.0.113.7', false],
  ['fe80::1%eth0', 'fe80::1', false],
])('%s is %s: %j', (one, other, expected) => {
  const [a, b] = [parseAddress(one), parseAddress(other)]
  expect(a && b && isSameAddress(a, b)).toBe(expected)
})
