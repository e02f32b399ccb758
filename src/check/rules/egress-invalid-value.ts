import type { Rule } from '../rule.ts'
import { valueHits } from '../schemas/wrong-values.ts'

export const rule: Rule = {
  id: 'egress.invalid-value',
  severity: 'error',
  summary: 'a value of a kind that livekit-egress can’t decode',
  story: `livekit-egress decodes its YAML into typed settings. A number in quotes is text to it, a duration such as \`file_output_max_duration\` needs its unit, and a block has to be a block.

It prints \`could not parse config\` with the line and ends with exit code 1; requests to record fail with \`no response from servers\`.`,
  *find(facts) {
    yield* valueHits(facts, 'egress', 'The service ends at its start, and requests to record fail with “no response from servers”.')
  },
}
