import type { Place } from '../../core/place.ts'
import { forms } from '../../stack/forms.ts'
import { carrierProviders } from '../../stack/sip/carrier-names.ts'
import { carrierProblems, type CarrierSurroundings } from '../../stack/sip/carrier-problems.ts'
import { sipForms } from '../../stack/sip/forms.ts'
import { entriesOf, itemsOf, nodeAt, type ConfigNode } from '../config-node.ts'
import { block, boolean, form, list, number, oneOf, text, type Block } from './shape.ts'
import type { StackProblem } from './stack-problem.ts'

const reference = form(sipForms.reference)

/** `sip.carrier`. */
export const carrierShape: Block = block(
  {
    provider: oneOf(carrierProviders),
    name: form(sipForms.carrierName),
    credentials: block({ account: text, key: reference, secret: reference, space: text }),
    numbers: list(text, 1),
    sipHost: form(sipForms.sipHost),
    port: number(1, 65_535),
    transport: oneOf(['udp', 'tcp', 'tls']),
    secure: boolean,
    region: text,
    transfers: oneOf(['disable-all', 'enable-all', 'sip-only']),
    networks: list(text, 1),
    outbound: block({
      trunk: text,
      username: text,
      password: reference,
      domain: form(forms.host),
      allowedAddresses: list(text),
      destinations: list(form(sipForms.country), 1),
      concurrentCalls: number(1, 10_000),
      dailyLimit: number(0, 1_000_000, false),
    }),
    baseUrl: form(forms.httpUrl),
  },
  ['provider'],
)

/** What is wrong with the carrier beside the rest of a stack whose every value is right by itself. */
export function* carrierFaults(root: ConfigNode): Generator<StackProblem> {
  for (const { path, message } of carrierProblems(plainOf(root) as CarrierSurroundings))
    yield { message: `${path.join('.')}: ${message}`, at: placeOf(root, path) }
}

function plainOf(node: ConfigNode): unknown {
  const { content } = node
  if (content.kind === 'map') return Object.fromEntries(entriesOf(node).map(([name, child]) => [name, plainOf(child)]))
  return content.kind === 'list' ? itemsOf(node).map((item) => plainOf(item)) : content.value
}

/** Of the value, or of the key of the nearest part around it that is there. */
function placeOf(root: ConfigNode, path: readonly string[]): Place {
  const node = nodeAt(root, ...path)
  if (node) return node.at
  for (let depth = path.length - 1; depth > 0; depth--) {
    const around = nodeAt(root, ...path.slice(0, depth))
    if (around) return around.keyAt ?? around.at
  }
  return root.at
}
