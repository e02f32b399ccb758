import { isLoopback } from '../net/hosts.ts'
import { mayHavePassword } from '../net/redis-password.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'redis.published',
  severity: 'error',
  summary: 'a Redis without a password that everybody reaches',
  story: `\`ports: ["6379:6379"]\` opens Redis on every address of the machine, past ufw and firewalld, and the Docker image of Redis has protected mode off: whoever connects may do anything. Programs that look for open Redis servers find one within hours; they read all that is there, delete it, or make the server load code of theirs.

In LiveKit's Redis lie the passwords of the SIP trunks, in clear text, and every message between the servers.

The services of a compose file reach one another without \`ports\`. Drop the line; where SIP with host networking needs it, write \`127.0.0.1:6379:6379\`; and set a password.`,
  *find(facts) {
    for (const service of facts.all('service')) {
      if (service.user !== 'redis' || service.site.network !== 'bridge') continue
      const open = service.published.find(
        ({ host, target, protocol }) =>
          protocol === 'tcp' && !(host !== null && isLoopback(host)) && target.from <= 6379 && 6379 <= target.to,
      )
      if (!open || mayHavePassword(facts, service)) continue
      yield {
        message: `${service.name} is open on ${open.host === null ? 'all addresses of the machine' : 'an address of the machine'}, without a password`,
        why: 'Whoever reaches the machine reads the passwords of the trunks, and can take the server over.',
        fix: { text: 'Drop the port, or bind it to the machine itself: 127.0.0.1:6379:6379' },
        places: [open.at],
      }
    }
  },
}
