import type { Rule } from '../rule.ts'
import { livekitRefusals } from '../schemas/livekit-refusals.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

export const rule: Rule = {
  id: 'livekit.refused',
  severity: 'error',
  summary: 'settings that livekit-server understands and does not start with',
  story: `Some configs are right in every line, and the server still does not start: it has no API keys; \`webhook.api_key\` names none of them; TURN is on without a port, with TLS but without a domain or a certificate, or on an IPv6 address while the node has none; a range ends before it begins; the node selector is none that exists; the Redis address lacks its port.

It prints one line, such as \`TURN domain required\` or \`api_key is required to use webhooks\`, and ends with exit code 0: \`restart: on-failure\` leaves it ended, and \`docker compose up\` reports success.

Keys may also come from LIVEKIT_KEYS, \`--keys\` or a key file; those are looked for before this is reported.

Mend the setting and start the server: \`starting LiveKit server\` in its log means that it took the config.`,
  *find(facts) {
    for (const config of configsOf(facts.all('config'), 'livekit')) {
      for (const { message, says, fix, node, against, severity } of livekitRefusals({ facts, config })) {
        yield {
          message,
          why: `The server prints “${says}” and ends with exit code 0, so that nothing starts it again.`,
          fix: { text: fix },
          places: [node.at, ...(against ? [against.keyAt ?? against.at] : [])],
          ...(severity ? { severity } : {}),
        }
      }
    }
  },
}
