import type { Rule } from '../rule.ts'
import { silentKeyHits } from '../schemas/silent-keys.ts'

export const rule: Rule = {
  id: 'sip.unknown-key',
  severity: 'error',
  summary: 'a setting that livekit-sip reads past without a word',
  story: `livekit-sip reads the settings that it knows and passes over all others without a word. A misspelt or invented name has no effect, and the default counts: \`rtp_port_start: 30000\` leaves RTP at 10000-20000, outside of what the firewall lets through, and callers hear nothing.

Configs that are passed around hold many such names: a block \`sip:\` with \`listen_port\`, \`rtp_port_start\` and \`rtp_port_end\`, rate limits, room mappers. The README itself names \`log_level\`, which has been read by no release since \`logging: level:\` took its place.

RTP is one value, \`rtp_port: 10000-20000\`; ports, keys and addresses stand at the top of the file. The service logs \`server starting\` with the addresses and ports that it really uses.`,
  *find(facts, folder) {
    yield* silentKeyHits(facts, folder, 'sip')
  },
}
