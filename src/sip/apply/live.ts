import { idOfResource, type SipKind, type SipResource, type SipState } from '../../core/sip-resources.ts'
import { kinds } from '../kinds.ts'
import { splitOwner } from '../owner.ts'

/** What is on a server, and whose it is. */
export interface LiveResource {
  kind: SipKind
  id: string
  /** Without the mark of its owner. */
  resource: SipResource
  owner: string | null
}

/** The resources of a server's state with their owners taken out of them. */
export function liveResources(state: SipState): LiveResource[] {
  return kinds.flatMap((kind) =>
    state[kind].map((stored: SipResource) => {
      return { kind, id: idOfResource(stored) ?? '', ...splitOwner(kind, stored) }
    }),
  )
}

/** The resource with its id, as the protocol has it. */
export function withId({ kind, id, resource }: LiveResource): SipResource {
  return { ...resource, [kind === 'rules' ? 'sipDispatchRuleId' : 'sipTrunkId']: id }
}
