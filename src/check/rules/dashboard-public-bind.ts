import { dashboards } from '../dashboards.ts'
import { isLoopback, isPublic } from '../net/hosts.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'dashboard.public-bind',
  severity: 'warning',
  summary: 'a dashboard that everybody on the network reaches',
  story: `\`ports: ["8000:8000"]\` opens the port on every address of the machine, and Docker's own rules come before those of ufw and firewalld: a firewall that denies 8000 does not keep anybody out.

A dashboard works with the key of the server. Its password travels in clear text with every request as long as there is no TLS in front, and nothing counts the attempts.

Bind it to the machine itself, \`127.0.0.1:8000:8000\`, and go there by SSH (\`ssh -L 8000:127.0.0.1:8000 <server>\`), a VPN, or a proxy with TLS and an allow-list.`,
  *find(facts) {
    for (const { name, published } of dashboards(facts)) {
      for (const { host, target, published: open, at } of published) {
        if (host !== null && (isLoopback(host) || !isPublic(host))) continue
        yield {
          message: `${name === 'dashboard' ? 'The dashboard' : `The dashboard ${name}`} is open on all addresses of the machine`,
          why: 'Everybody who reaches the machine reaches its login, also past ufw and firewalld, which Docker goes around.',
          fix: { text: `Bind it to the machine itself: 127.0.0.1:${open?.from ?? target.from}:${target.from}` },
          places: [at],
        }
      }
    }
  },
}
