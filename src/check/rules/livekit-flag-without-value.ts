import { commandWords } from '../compose/command.ts'
import { nodeAt } from '../config-node.ts'
import type { ServiceFact, Stated } from '../facts.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

/** Those that take a value; the others of livekit-server are switches, or set by few. */
const TAKES_VALUE =
  /^--(?:bind|port|config|config-body|key-file|keys|region|node-ip|udp-port|redis-host|redis-password|turn-cert|turn-key|rtc\.(?:node_ip|udp_port|tcp_port|port_range_start|port_range_end)|redis\.(?:address|db|password|username))$/

export const rule: Rule = {
  id: 'livekit.flag-without-value',
  severity: 'error',
  summary: 'a flag of livekit-server whose value is empty',
  story: `A variable that is set to nothing leaves nothing behind in a command: \`--node-ip \${PUBLIC_IP}\` becomes \`--node-ip\`. At the end of the command the server says \`flag needs an argument: --node-ip\`, prints its help and ends. Before another flag it takes that flag for the value: with \`--node-ip --dev\` it knows no \`--dev\`, and says \`one of key-file or keys must be provided\`.

Fill in the variable, or leave the flag out. In quotes, \`--node-ip "\${PUBLIC_IP}"\`, an empty value counts as none, and the server starts with its default.`,
  *find(facts) {
    for (const service of facts.all('service')) {
      const isCompose = service.site.network === 'bridge' || service.site.network === 'host'
      const isServer = service.user === 'livekit' && !service.built && nodeAt(service.node, 'entrypoint') === undefined
      if (isServer && isCompose) yield* hits(service)
    }
  },
}

function* hits({ name, node }: ServiceFact): Generator<Hit> {
  const words = commandWords(node)
  for (const [index, word] of words.entries()) {
    const next = words[index + 1]
    if (!TAKES_VALUE.test(word.value) || (next && !isFlag(next))) continue
    yield {
      message: `${word.value} in the command of ${name} has no value`,
      why: next
        ? `The server takes ${next.value.split('=', 1)[0]} for its value, which then does not count.`
        : 'The server says `flag needs an argument`, prints its help and ends.',
      fix: {
        text: word.through?.length
          ? 'Fill in the variable behind it, or leave the flag out'
          : 'Write the value behind it, or leave the flag out',
      },
      places: uniquePlaces([word.at, ...placesOf(word)]).slice(0, 2),
    }
  }
}

function isFlag({ value }: Stated): boolean {
  return /^--[a-z][\w.-]*(?:=|$)/.test(value)
}
