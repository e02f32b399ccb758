import type { ConfigNode } from '../config-node.ts'
import type { EgressRequestFact, Site } from '../facts.ts'
import { fieldOf } from './protojson.ts'
import { secretsOf } from './recognise.ts'

const KINDS = { room: 'room-composite', participant: 'participant', tracks: 'track' } as const

/** Recordings that a room's configuration starts with the room: requests without a room's name. */
export function autoEgress(config: ConfigNode | undefined, site: Site, shape: EgressRequestFact['shape']): EgressRequestFact[] {
  const egress = fieldOf(config, 'egress')
  return Object.entries(KINDS).flatMap(([name, type]) => {
    const node = fieldOf(egress, name)
    if (node?.content.kind !== 'map') return []
    const field = (wanted: string) => fieldOf(node, wanted)
    return [
      { what: 'egress-request' as const, type, auto: true, shape, node, wrapper: null, field, secrets: secretsOf(node), site, at: node.at },
    ]
  })
}
