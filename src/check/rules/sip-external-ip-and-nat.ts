import { nodeAt } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { isOn, stringOf } from '../schemas/refusal.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

const PAIRS = [
  ['use_external_ip', 'nat_1_to_1_ip'],
  ['media_use_external_ip', 'media_nat_1_to_1_ip'],
] as const

export const rule: Rule = {
  id: 'sip.external-ip-and-nat',
  severity: 'error',
  summary: 'livekit-sip is told its public address and told to find it out',
  story: `Either livekit-sip asks a STUN server for its public address, \`use_external_ip: true\`, or it is told it, \`nat_1_to_1_ip\`. With both it prints \`use_external_ip and nat_1_to_1_ip can not both be set\` and ends, with exit code 0: nothing starts it again, and carriers get no answer. The pair for media, \`media_use_external_ip\` and \`media_nat_1_to_1_ip\`, is the same.

Keep the fixed address where the machine has one. Keep \`use_external_ip\` where the address may change, and where STUN gets through.`,
  *find(facts) {
    for (const { node } of configsOf(facts.all('config'), 'sip')) {
      for (const [ask, told] of PAIRS) {
        const [asking, address] = [nodeAt(node, ask), nodeAt(node, told)]
        if (!asking || !address || !isOn(asking) || stringOf(address) === '') continue
        yield {
          message: `\`${ask}\` and \`${told}\` are both set`,
          why: 'The service refuses its config and ends with exit code 0; carriers get no answer.',
          fix: { text: `Leave out one of \`${ask}\` and \`${told}\`` },
          places: [asking.at, address.at],
        }
      }
    }
  },
}
