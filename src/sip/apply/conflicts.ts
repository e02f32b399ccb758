import { idOfResource, type SipDispatchRule, type SipInboundTrunk, type SipKind, type SipResource } from '../../core/sip-resources.ts'
import { ruleKeys, trunkKeys } from '../../stack/sip-numbers.ts'
import { labelOf } from '../kinds.ts'
import { pinOf } from '../../core/rule-choice.ts'
import type { SipProblem } from './match.ts'

/** A resource as it will be on the server. */
export interface Final {
  kind: SipKind
  resource: SipResource
  /** `ours`: declared. `surplus`: made by us, declared no more. `foreign`: of others. */
  of: 'ours' | 'surplus' | 'foreign'
  /** The stack that one of others belongs to; null for nobody's. */
  owner: string | null
}

/**
 * What decides whether a resource excludes another of its kind on the server; of an outbound trunk nothing does. A rule's `trunkIds` may be names of trunks
 * that are not there yet.
 */
export function exclusionKeys(kind: SipKind, resource: SipResource): string[] {
  const { numbers = [] } = resource
  if (kind === 'outbound') return []
  if (kind === 'inbound') return trunkKeys({ numbers, allowedNumbers: (resource as SipInboundTrunk).allowedNumbers ?? [] })
  const { trunkIds = [], inboundNumbers = [] } = resource as SipDispatchRule
  return ruleKeys({ pin: pinOf(resource), trunkIds, inboundNumbers, numbers })
}

/**
 * Pairs that exclude one another in the final state. The server looks for them when it creates, but an update can escape it, and once two are stored every
 * call that meets them fails.
 */
export function conflicts(finals: readonly Final[]): { problems: SipProblem[]; warnings: SipProblem[] } {
  const problems: SipProblem[] = []
  const warnings: SipProblem[] = []
  const holders = new Map<string, Final>()
  const told = new Set<Final>()
  for (const final of finals.toSorted((a, b) => rank(a) - rank(b))) {
    for (const key of exclusionKeys(final.kind, final.resource)) {
      const full = `${final.kind} ${key}`
      const holder = holders.get(full)
      if (!holder) holders.set(full, final)
      else if (holder !== final && !told.has(final)) {
        told.add(final)
        const isOurs = holder.of === 'ours' || final.of === 'ours'
        ;(isOurs ? problems : warnings).push(problemOf(holder, final))
      }
    }
  }
  return { problems, warnings }
}

/** Foreign ones first, so that ours is the one that is told as too much. */
function rank({ of }: Final): number {
  return of === 'foreign' ? 0 : of === 'surplus' ? 1 : 2
}

function problemOf(first: Final, second: Final): SipProblem {
  const [a, b] = [labelOf(first.kind, first.resource), labelOf(second.kind, second.resource)]
  const why =
    first.kind === 'rules' ? 'take the same calls: same trunk, caller, called number and PIN' : 'are for the same number and callers'
  return { message: `${b} and ${a} ${why}`.replace(/^./, (letter) => letter.toUpperCase()), fix: fixFor(first, second) }
}

function fixFor(first: Final, { of }: Final): string {
  if (first.of === 'surplus') return 'It is declared no more: --prune deletes it'
  if (first.of === 'foreign' && of === 'ours') {
    const id = idOfResource(first.resource) ?? ''
    const how =
      first.owner === null ? `give ours its name "${first.resource.name ?? ''}", or id: ${id}` : `write id: ${id} beside the name of ours`
    return `Delete the one that is on the server${first.owner === null ? '' : `, which belongs to the stack ${first.owner}`}, or take it over: ${how}`
  }
  return first.kind === 'rules' ? 'Give one another trunk, number or PIN' : 'Take the number out of one of them'
}
