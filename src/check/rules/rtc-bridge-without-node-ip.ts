import { booleanOf, nodeAt, textOf } from '../config-node.ts'
import type { ConfigFact, Facts, ServiceFact } from '../facts.ts'
import { isSameSite, serviceAt } from '../net/services.ts'
import { uniquePlaces } from '../places.ts'
import { isReachedFromOutside } from '../proxies/outside.ts'
import type { Rule } from '../rule.ts'

const FLAGS = /--(?:node[-_]ip|rtc\.(?:node_ip|use_external_ip|interfaces|ips))\b/
const VARIABLES = /^(?:NODE_IP|LIVEKIT_NODE_IP|LIVEKIT_RTC_(?:NODE_IP|USE_EXTERNAL_IP))$/

export const rule: Rule = {
  id: 'rtc.bridge-without-node-ip',
  severity: 'error',
  summary: 'LiveKit in a container tells clients the address of the container',
  story: `For media, clients get addresses of the server to send to (ICE candidates). livekit-server takes its first own address, which in a container with a network of its own is one like 172.18.0.2. Nobody outside of that machine can send there, and on macOS and Windows not even the machine itself.

The call connects, because signalling goes through the published port, and nobody hears anything; the client ends with \`could not establish pc connection\`.

Tell the server the address that callers reach. On a public host \`use_external_ip: true\` finds it through STUN; on a laptop or in a local network set \`node_ip\`, to 127.0.0.1 for this machine alone or to its address in the network. \`--node-ip\` and the variable NODE_IP do the same.

To be sure: \`voicectl doctor\` makes a real media connection.`,
  *find(facts) {
    for (const config of facts.all('config')) {
      if (config.of !== 'livekit' || config.site.network !== 'bridge' || !isReachedFromOutside(facts, config.site)) continue
      const service = serviceAt(facts, config.site)
      if (!service || isToldAnAddress(facts, config, service)) continue
      const rtc = nodeAt(config.node, 'rtc')
      const stated = nodeAt(rtc, 'use_external_ip')
      yield {
        message: 'LiveKit runs in a container and is told neither node_ip nor use_external_ip',
        why: 'It gives clients the address of the container: callers join the room and hear nothing.',
        fix: {
          text: 'Set rtc.use_external_ip: true on a public host, or rtc.node_ip to the address that callers reach (127.0.0.1 for this machine alone)',
        },
        places: uniquePlaces([stated?.at ?? rtc?.keyAt ?? config.node.at, service.at]),
        // On a developer's Linux the machine itself reaches the container's address.
        ...(booleanOf(nodeAt(config.node, 'development')) === true ? { severity: 'warning' as const } : {}),
      }
    }
  },
}

function isToldAnAddress(facts: Facts, { node, site }: ConfigFact, { command }: ServiceFact): boolean {
  const rtc = nodeAt(node, 'rtc')
  if (
    booleanOf(nodeAt(rtc, 'use_external_ip')) === true ||
    textOf(nodeAt(rtc, 'node_ip')) ||
    nodeAt(rtc, 'interfaces') ||
    nodeAt(rtc, 'ips')
  )
    return true
  // A value that holds a variable is not known, and is there.
  if (nodeAt(rtc, 'node_ip') || FLAGS.test(command?.value ?? '')) return true
  return facts.all('env').some((env) => VARIABLES.test(env.name) && isSameSite(env.site, site))
}
