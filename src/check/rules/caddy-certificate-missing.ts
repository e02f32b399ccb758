import { placesOf } from '../places.ts'
import { hostMatches } from '../proxies/address.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'caddy.certificate-missing',
  severity: 'error',
  summary: 'Caddy ends TLS for a name that it asks no certificate for',
  story: `In a layer4 config Caddy does not look for names in the routes: it has certificates only for those in \`apps.tls.certificates.automate\`. A connection for another name meets no certificate and ends with \`tls: no certificate available\` in Caddy's log, \`handshake failure\` at the client.

The two lists drift apart when a name is changed in one of them.

Put the name into both. To be sure: \`openssl s_client -connect <name>:443 -servername <name>\` shows its certificate.`,
  *find(facts) {
    for (const { by, layer, endsTls, host } of facts.all('proxy-route')) {
      if (by !== 'caddy-l4' || layer !== 4 || !endsTls || !host) continue
      const asked = facts.all('certificate').filter((certificate) => certificate.host.at.file === host.at.file)
      if (asked.length === 0 || asked.some((certificate) => hostMatches(certificate.host.value, host.value))) continue
      yield {
        message: `Caddy has a route for ${host.value} and asks no certificate for that name`,
        why: 'Every TLS handshake for the name fails.',
        fix: { text: `Add ${host.value} to apps.tls.certificates.automate` },
        places: placesOf(host, ...asked.slice(0, 1).map((certificate) => certificate.host)),
      }
    }
  },
}
