import { expect, test } from 'vitest'
import { diffOf } from './diff.ts'

test.each([
  ['hidden before only', 'account_keys: XYZ\n', 'acount: XYZ\n', ['-account_keys: ••••••', '+acount: ••••••']],
  ['hidden after only', 'acount: "XYZ"\n', 'account_keys: "XYZ"\n', ['-acount: "••••••"', '+account_keys: ••••••']],
  ['nothing to hide', 'udp_prot: 1\n', 'udp_port: 1\n', ['-udp_prot: 1', '+udp_port: 1']],
])('%s', (_, before, after, changed) => {
  const lines = diffOf('a.yaml', before, after).split('\n')
  expect(lines.filter((line) => /^[-+](?![-+])/.test(line))).toEqual(changed)
})
