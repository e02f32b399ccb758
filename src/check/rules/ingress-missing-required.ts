import type { Rule } from '../rule.ts'
import { missingHits } from '../schemas/missing.ts'

export const rule: Rule = {
  id: 'ingress.missing-required',
  severity: 'error',
  summary: 'livekit-ingress is not told its key or its server',
  story: `livekit-ingress needs an API key, its secret, and the URL of the server, beside the Redis that both share. The three may come from LIVEKIT_API_KEY, LIVEKIT_API_SECRET and LIVEKIT_WS_URL, and only from these names: LIVEKIT_URL is not read.

Without them it starts, takes the stream, and fails when it joins the room.

Other variables and files that a service is started with count too, where the files show them.`,
  *find(facts) {
    yield* missingHits(facts, 'ingress')
  },
}
