import { CHOICE_EXPECTED, METADATA_EXPECTED, NAME_EXPECTED, sameName, sipForms } from '../../stack/sip/forms.ts'
import { itemsOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import { carrierShape } from './carrier-shape.ts'
import {
  anyText,
  block,
  boolean,
  emptyOr,
  form,
  isJson,
  kindOf,
  list,
  number,
  oneOf,
  text,
  wrongKind,
  type Block,
  type Entries,
  type Value,
} from './shape.ts'
import { calling } from './calling-shape.ts'
import type { StackProblem } from './stack-problem.ts'

const name = form(sipForms.resourceName)
const reference = form(sipForms.reference)
const duration = form(sipForms.duration)
const texts = list(text)
const textMap: Entries = { kind: 'entries', of: anyText, names: [/[^]/, NAME_EXPECTED] }
const metadata: Value = (node) =>
  kindOf(node) === 'string' || (kindOf(node) === 'object' && isJson(node)) ? null : wrongKind(METADATA_EXPECTED)
const object: Entries = { kind: 'entries', of: (node) => (isJson(node) ? null : wrongKind('Invalid input')), names: null }

const transferTargets: Entries = { kind: 'entries', of: form(sipForms.targetUri), names: sipForms.targetName }

const codec = block({ name: text, rate: number(0, 384_000) }, ['name'])
const media = block({
  codecs: list(codec),
  onlyListedCodecs: boolean,
  encryption: oneOf(['disable', 'allow', 'require']),
  mediaTimeout: duration,
})
const trunk = {
  name,
  id: text,
  metadata,
  authUsername: text,
  authPassword: reference,
  headers: textMap,
  headersToAttributes: textMap,
  attributesToHeaders: textMap,
  includeHeaders: oneOf(['none', 'x', 'all']),
  media,
}
const inbound = block(
  {
    ...trunk,
    numbers: texts,
    allowedAddresses: texts,
    allowedNumbers: texts,
    authRealm: text,
    ringingTimeout: duration,
    maxCallDuration: duration,
    krispEnabled: boolean,
  },
  ['name'],
)
const outbound = block(
  {
    ...trunk,
    address: text,
    transport: oneOf(['auto', 'udp', 'tcp', 'tls']),
    destinationCountry: form(sipForms.country),
    numbers: list(text, 1),
    fromHost: text,
  },
  ['name', 'address', 'numbers'],
)

const agent = block({
  agentName: anyText,
  metadata,
  restartPolicy: oneOf(['on-failure', 'never']),
  deployment: text,
  attributes: textMap,
})
const choice = block(
  {
    individual: emptyOr(block({ roomPrefix: anyText, pin: reference, noRandomness: boolean })),
    direct: block({ roomName: text, pin: reference }, ['roomName']),
    callee: emptyOr(block({ roomPrefix: anyText, pin: reference, randomize: boolean })),
  },
  [],
  function* (node, path) {
    if (['individual', 'direct', 'callee'].filter((way) => nodeAt(node, way)).length !== 1)
      yield { message: `${path}: ${CHOICE_EXPECTED}`, at: node.at }
  },
)
const count = number(0, 4_294_967_295)
const roomConfig = block({
  name: anyText,
  emptyTimeout: count,
  departureTimeout: count,
  maxParticipants: count,
  metadata,
  egress: object,
  minPlayoutDelay: count,
  maxPlayoutDelay: count,
  syncStreams: boolean,
  tags: { kind: 'entries', of: anyText, names: sipForms.tagName },
})
const dispatch = block(
  {
    name,
    id: text,
    trunks: texts,
    rule: choice,
    numbers: texts,
    inboundNumbers: texts,
    agents: list(agent),
    hidePhoneNumber: boolean,
    metadata,
    attributes: textMap,
    roomPreset: text,
    roomConfig,
    krispEnabled: boolean,
    media,
  },
  ['name', 'rule'],
)

/** The `sip` block. */
export const sipShape: Block = block(
  { inbound: list(inbound), outbound: list(outbound), dispatch: list(dispatch), carrier: carrierShape, transferTargets, calling },
  [],
  sameNames,
)

function* sameNames(node: ConfigNode, path: string): Generator<StackProblem> {
  for (const kind of ['inbound', 'outbound', 'dispatch']) {
    const seen = new Set<string>()
    for (const [index, item] of itemsOf(nodeAt(node, kind)).entries()) {
      const named = nodeAt(item, 'name')
      const own = textOf(named)
      if (!named || own === undefined) continue
      if (seen.has(own)) yield { message: `${path}.${kind}[${index}].name: ${sameName(own, kind)}`, at: named.at }
      seen.add(own)
    }
  }
}
