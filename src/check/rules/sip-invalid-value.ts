import type { Rule } from '../rule.ts'
import { valueHits } from '../schemas/wrong-values.ts'

export const rule: Rule = {
  id: 'sip.invalid-value',
  severity: 'error',
  summary: 'a value of a kind that livekit-sip can’t decode',
  story: `livekit-sip decodes its YAML into typed settings. A number in quotes is text to it, a duration needs its unit, and a list has to be a list. RTP is a range: \`rtp_port: 10000-20000\`, the last above the first.

It prints \`could not parse config\` with the line and ends with exit code 0: \`restart: on-failure\` leaves it ended, and calls are not answered by anything.`,
  *find(facts) {
    yield* valueHits(facts, 'sip', 'The service prints the reason and ends with exit code 0; calls reach nothing.')
  },
}
