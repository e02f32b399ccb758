import { nodeAt } from '../config-node.ts'
import { readersOf } from '../proxies/readers-of.ts'
import { uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'caddy.no-data-volume',
  severity: 'warning',
  summary: 'Caddy keeps its certificates in a container that is thrown away',
  story: `Caddy asks Let's Encrypt or ZeroSSL for certificates and keeps them below \`/data\`. Without a volume there, each new container starts with none and asks again: after every \`docker compose down\`, every change of the image, every change of the service.

Let's Encrypt gives out five certificates a week for the same names. The sixth start gets \`429 rateLimited\`, and until the week is over no browser connects: neither the page nor LiveKit.

Mount a named volume at \`/data\`, and one at \`/config\` for what Caddy saves of its config. Changes of the config need no new container: \`docker compose exec caddy caddy reload --config /etc/caddy/Caddyfile\`.`,
  *find(facts) {
    const files = new Map(facts.all('certificate').map((certificate) => [certificate.host.at.file, certificate]))
    for (const [file, { host }] of files) {
      for (const service of readersOf(facts, file)) {
        if (
          !/caddy/.test(service.image?.value ?? '') ||
          service.mounts.some(({ kind, target }) => kind !== 'tmpfs' && /^\/data(?:\/|$)/.test(target))
        )
          continue
        if (nodeAt(service.node, 'environment', 'XDG_DATA_HOME') ?? nodeAt(service.node, 'volumes_from')) continue
        yield {
          message: `${service.name} has no volume at /data for its certificates`,
          why: 'Each new container asks for new ones, until the issuer refuses for a week: then nothing at 443 works.',
          fix: { text: 'Add a named volume such as caddy-data:/data to its volumes, and declare it below the volumes of the file' },
          places: uniquePlaces([nodeAt(service.node, 'volumes')?.keyAt ?? service.at, host.at]),
        }
      }
    }
  },
}
