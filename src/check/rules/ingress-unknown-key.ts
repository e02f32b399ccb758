import type { Rule } from '../rule.ts'
import { silentKeyHits } from '../schemas/silent-keys.ts'

export const rule: Rule = {
  id: 'ingress.unknown-key',
  severity: 'error',
  summary: 'a setting that livekit-ingress reads past without a word',
  story: `livekit-ingress reads the settings that it knows and passes over all others without a word. A port that is misspelt stays at its default, and the encoder finds nothing where it sends to.

Its README names \`log_level\`, which is no setting: it is \`logging:\` with \`level:\` below it. WebRTC's settings stand below \`rtc_config:\`, not \`rtc:\` as in livekit.yaml; \`rtmp_base_url\` and \`whip_base_url\` belong into livekit.yaml, below \`ingress:\`.

Where an image's tag tells the release, voicectl checks against that release, else against the newest that it knows.`,
  *find(facts, folder) {
    yield* silentKeyHits(facts, folder, 'ingress')
  },
}
