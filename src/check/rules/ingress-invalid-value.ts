import type { Rule } from '../rule.ts'
import { valueHits } from '../schemas/wrong-values.ts'

export const rule: Rule = {
  id: 'ingress.invalid-value',
  severity: 'error',
  summary: 'a value of a kind that livekit-ingress can’t decode',
  story: `livekit-ingress decodes its YAML into typed settings. A number in quotes is text to it, and a block has to be a block. The UDP ports of WHIP are one port or a range, the last above the first: \`udp_port: 7885\` or \`udp_port: 7885-7895\`.

It logs \`could not parse config\` with the line and ends with exit code 0: \`restart: on-failure\` leaves it ended, and what is streamed to it reaches nothing.`,
  *find(facts) {
    yield* valueHits(facts, 'ingress', 'The service logs the reason and ends with exit code 0; streams reach nothing.')
  },
}
