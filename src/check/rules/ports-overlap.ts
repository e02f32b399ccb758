import type { Facts, ListenFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isSameSite } from '../net/services.ts'
import type { Rule } from '../rule.ts'

const NAMES: Partial<Record<ListenFact['purpose'], string>> = {
  signal: 'signalling',
  'rtc-tcp': 'media over TCP',
  'rtc-udp': 'media',
  'turn-udp': 'TURN',
  'turn-tls': 'TURN over TLS',
  'turn-relay': 'TURN’s relay range',
  sip: 'SIP',
  'sip-tls': 'SIP over TLS',
  rtp: 'RTP',
  redis: 'Redis',
  health: 'the health check',
  metrics: 'metrics',
  template: 'egress’s templates',
}

export const rule: Rule = {
  id: 'ports.overlap',
  severity: 'error',
  summary: 'ports of one program, or of programs on one machine, that overlap',
  story: `Each of livekit-server's ports and ranges stands for itself: media, TURN's relay range from 30000 to 40000, livekit-sip's RTP from 10000 to 20000. Where two ranges overlap, the programs take ports from each other. Most calls are fine; now and then one is silent, and the log says \`address already in use\`.

Where two single ports are the same, the second to listen ends at once, livekit-server with exit code 0.

Keep media at 50000 to 60000, the relay at 30000 to 40000 and RTP at 10000 to 20000, and open each of them in the firewall. Ports of different services of one compose file are a rule of its own, ports.conflict.`,
  *find(facts) {
    for (const [one, other] of pairs(facts)) {
      const both = `${NAMES[one.purpose] ?? one.user} and ${NAMES[other.purpose] ?? other.user}`
      const isRange = one.from !== one.to || other.from !== other.to
      yield {
        message: `${both.charAt(0).toUpperCase()}${both.slice(1)} share ${one.protocol.toUpperCase()} port ${Math.max(one.from, other.from)}${isRange ? ' and those behind it' : ''}`,
        why: isRange
          ? 'Now and then a call gets a port that is taken, and is silent.'
          : 'Only one of them gets the port; the program that comes second ends.',
        fix: { text: isRange ? 'Move one of the ranges away from the other' : 'Give one of them another port' },
        places: [one.at, other.at],
        ...(isRange ? { severity: 'warning' as const } : {}),
      }
    }
  },
}

function* pairs(facts: Facts): Generator<[ListenFact, ListenFact]> {
  const all = facts
    .all('listen')
    .filter(({ user, site }) => site.network !== 'kubernetes' && ['livekit', 'sip', 'egress', 'ingress', 'redis'].includes(user))
  for (const [index, one] of all.entries()) {
    for (const other of all.slice(index + 1)) {
      if (!overlap(one, other) || !together(one, other)) continue
      // What the file states comes first, before what holds by default.
      yield one.byDefault && !other.byDefault ? [other, one] : [one, other]
    }
  }
}

function overlap(one: ListenFact, other: ListenFact): boolean {
  const sameHost = one.host === null || other.host === null || one.host === other.host
  return one.protocol === other.protocol && sameHost && one.from <= other.to && other.from <= one.to && !(one.byDefault && other.byDefault)
}

/** One program; or two of different kinds whose files lie together and that no compose file places. */
function together(one: ListenFact, other: ListenFact): boolean {
  if (one.user === other.user) return one.at.file === other.at.file && isSameSite(one.site, other.site)
  return one.site.service === null && other.site.service === null && sameStack(one.site, other.site)
}
