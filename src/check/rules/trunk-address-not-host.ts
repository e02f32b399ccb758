import type { TrunkFact } from '../facts.ts'
import { textAt } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import { outboundTrunks } from '../sip/gather.ts'
import { fieldName, filled, isDeclared, labelFirst, labelOf, placeOfMessage } from '../sip/subject.ts'
import type { Source } from '../source.ts'

export const rule: Rule = {
  id: 'trunk.address-not-host',
  severity: 'error',
  summary: 'an outbound trunk whose address is a SIP URI, or missing',
  story: `The address of an outbound trunk is a host name or an IP address, with a port where it is not 5060: \`my-trunk.pstn.twilio.com\`. LiveKit refuses a URI: \`trunk address should be a hostname or IP, not SIP URI\`, and \`should not contain transport parameter\`.

The transport has a field of its own, \`"transport": "SIP_TRANSPORT_TCP"\` (or UDP, TLS, AUTO); a user name goes into \`auth_username\`. The same holds for \`from_host\`.

\`voicectl check --fix\` takes the scheme and the transport off, and writes the transport into its field.

To be sure: \`lk sip outbound create\` prints an id that begins with ST_.`,
  *find(facts, { sources }) {
    for (const trunk of outboundTrunks(facts)) {
      const address = trunk.field('address')
      if (filled(address) === undefined && trunk.shape !== 'list-item' && !isDeclared(trunk)) {
        yield {
          message: `${labelFirst(trunk)} has no address`,
          why: 'LiveKit refuses it: it would not know whom to call.',
          fix: { text: "Set address to your carrier's SIP host, such as my-trunk.pstn.twilio.com" },
          places: [address?.at ?? placeOfMessage(trunk)],
        }
      }
      for (const name of ['address', 'from_host']) yield* uris(trunk, name, sources)
    }
  },
}

function* uris(trunk: TrunkFact, name: string, sources: readonly Source[]): Iterable<Hit> {
  const node = trunk.field(name)
  const value = filled(node)
  if (!node || value === undefined || !/[@;]|transport=|^sips?:|:\/\//i.test(value)) return
  const { host, transport } = parts(value)
  const setting = transport !== null && name === 'address' && trunk.field('transport') === undefined ? `SIP_TRANSPORT_${transport}` : null
  const written = setting !== null && isDeclared(trunk) ? (transport ?? '').toLowerCase() : setting
  const isJson = /\.json$/i.test(node.at.file) && textAt(sources, node.at).startsWith('"')
  const text = setting === null ? JSON.stringify(host) : `${JSON.stringify(host)}, "transport": "${setting}"`
  yield {
    message: `${fieldName(trunk, name)} of ${labelOf(trunk)} is a URI, and LiveKit takes a host`,
    why: /[@;]|transport=|^sips?:/.test(value)
      ? 'LiveKit refuses the trunk, so there is none to call out over.'
      : 'LiveKit stores it as it is, and every call over the trunk fails, as there is no such host.',
    fix: {
      text: host === null ? 'Write the host name alone' : `Write ${host}${written === null ? '' : `, and ${written} into transport`}`,
    },
    places: [node.at],
    edits: host !== null && isJson ? [{ kind: 'replace', at: node.at, text }] : [],
  }
}

/** The host of a SIP URI, null where it has a user name, which would be lost, and the transport that it asks for. */
function parts(uri: string): { host: string | null; transport: string | null } {
  const bare = uri.replace(/^sips?:(?:\/\/)?/i, '').replace(/[;?].*$/, '')
  const isHost = /^(?:[a-z\d._-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(bare)
  const transport = /transport=(udp|tcp|tls)/i.exec(uri)?.[1]?.toUpperCase() ?? (/^sips:/i.test(uri) ? 'TLS' : null)
  return { host: isHost ? bare : null, transport }
}
