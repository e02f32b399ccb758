import { type ConfigNode, entriesOf, nodeAt, textOf } from '../config-node.ts'
import type { Facts, ServiceFact } from '../facts.ts'
import { isSameSite, listensAt } from '../net/services.ts'
import { listed, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

const PORT_LABEL = /^traefik\.http\.services\.[\w-]+\.loadbalancer\.server\.port$/i

export const rule: Rule = {
  id: 'proxy.traefik-port',
  severity: 'error',
  summary: 'a label by which Traefik knocks at a port of LiveKit that is closed, or takes no HTTP',
  story: `Traefik reads from labels where a container takes its requests: \`traefik.http.services.<name>.loadbalancer.server.port\`. For LiveKit that is its signalling port, \`port\` in livekit.yaml, 7880 where nothing is set. It is the port in the container, whatever \`ports:\` publishes.

At any other port Traefik answers \`502 Bad Gateway\`. 7881 and 7882 are for media and speak no HTTP; 443 is Traefik's own.

To be sure: \`curl https://<public name>/\` answers \`OK\`.`,
  *find(facts) {
    for (const service of facts.all('service')) {
      if (service.user !== 'livekit' || service.built) continue
      const open = listensAt(facts, service).filter(({ protocol }) => protocol === 'tcp')
      const signal = open.filter(({ purpose }) => purpose === 'signal')
      if (signal.length === 0 || isMovedByVariable(facts, service)) continue
      for (const [name, label] of entriesOf(nodeAt(service.node, 'labels'))) {
        const port = portOf(name, label)
        const takesHttp = open.some(
          ({ purpose, from, to }) => purpose !== 'rtc-tcp' && purpose !== 'turn-tls' && from <= port && port <= to,
        )
        if (port === 0 || takesHttp) continue
        const ports = listed(new Set(signal.map(({ from }) => String(from))))
        yield {
          message: `Traefik sends requests to port ${port} of ${service.name}, which takes them at ${ports}`,
          why: 'Traefik answers 502 to every client, and nobody gets into a room.',
          fix: { text: `Write ${ports}` },
          places: uniquePlaces([label.at, ...signal.map(({ at }) => at)]),
        }
      }
    }
  },
}

/** 0 for any other label, and for a port that can't be told. */
function portOf(name: string, label: ConfigNode): number {
  const text = PORT_LABEL.test(name) && !label.open ? (textOf(label) ?? '') : ''
  return /^\d{1,5}$/.test(text) ? Number(text) : 0
}

/** A variable of the container may set another port than its config. */
function isMovedByVariable(facts: Facts, { site }: ServiceFact): boolean {
  return facts.all('env').some((env) => env.name === 'LIVEKIT_PORT' && isSameSite(env.site, site))
}
