import type { Rule } from '../rule.ts'
import { valueHits } from '../schemas/wrong-values.ts'

export const rule: Rule = {
  id: 'livekit.invalid-value',
  severity: 'error',
  summary: 'a value of a kind that livekit-server can’t decode',
  story: `livekit-server decodes its YAML into typed settings, and takes nothing else. A number in quotes is text to it: \`port: "7880"\` ends with \`cannot unmarshal !!str into uint32\`. A duration needs its unit: \`retry_timeout: 5\` is refused, \`5s\` is taken. A single address where a list belongs is refused as well.

What it does take may surprise: \`yes\` and \`on\` for a boolean, also in quotes, but not \`"true"\` in quotes. Ranges are \`7882-7892\`, the last above the first. A value that is left empty keeps its default.

The server prints the reason and ends with exit code 0, so that nothing starts it again.`,
  *find(facts) {
    yield* valueHits(
      facts,
      'livekit',
      'The server refuses its whole config for it, and ends with exit code 0, so that nothing starts it again.',
    )
  },
}
