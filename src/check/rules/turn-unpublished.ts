import type { Facts, ListenFact } from '../facts.ts'
import { uniquePlaces } from '../places.ts'
import { isReachedFromOutside } from '../proxies/outside.ts'
import { portText, unpublished } from '../proxies/published.ts'
import { leadsToTurn, turnsOf } from '../proxies/turn.ts'
import { routesOf } from '../proxies/upstream.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'turn.unpublished',
  severity: 'warning',
  summary: 'the TURN server of a container has no port on the machine',
  story: `livekit-server announces its TURN server to every client. In a container with a network of its own, the ports of TURN have to be published like those of media: \`udp_port\` as UDP, \`tls_port\` as TCP where no proxy in the same network leads to it.

Without them TURN is announced and never answers. Callers in open networks don't notice; those who need it connect, hear nothing, and are gone after some seconds.

Publish the ports under the same numbers, because clients get the numbers of livekit.yaml. Or use \`network_mode: host\`, which spares all of it on Linux.`,
  *find(facts) {
    const listens = facts
      .all('listen')
      .filter(({ user, purpose }) => user === 'livekit' && (purpose === 'turn-udp' || purpose === 'turn-tls'))
    for (const listen of listens) {
      const found = isReachedFromOutside(facts, listen.site) ? unpublished(facts, listen) : null
      if (!found || isProxied(facts, listen)) continue
      const name = listen.purpose === 'turn-udp' ? `TURN's UDP port ${listen.from}` : `TURN's TLS port ${listen.from}`
      yield {
        message: found.kind === 'other-protocol' ? `${name} is published with the other protocol` : `${name} is not published`,
        why: 'Callers who need a relay are told of TURN and get no answer: they hear nothing.',
        fix: { text: `Publish ${portText(listen)} in the ports of ${found.service.name}` },
        places: uniquePlaces([found.at, listen.at]),
      }
    }
  },
}

/** A proxy in the same network needs no published port. */
function isProxied(facts: Facts, { purpose, site }: ListenFact): boolean {
  if (purpose !== 'turn-tls') return false
  const turns = turnsOf(facts, site)
  return routesOf(facts, site).some((route) => turns.some((turn) => leadsToTurn(facts, route, turn)))
}
