import type { SipState } from '../../core/sip-resources.ts'
import { desiredSip } from '../../stack/sip/desired.ts'
import type { Probe, ProbeResult } from '../probe.ts'
import { needsAccess } from '../server-access.ts'
import { storedSip, type SipResources } from '../stored-sip.ts'
import type { Subject } from '../subject.ts'

/** Further ones are counted. */
const MOST_SHOWN = 6

export const probe: Probe = {
  id: 'sip.declared',
  title: 'Declared trunks and rules',
  after: ['server.auth'],
  timeoutMs: 6000,
  needs: (subject) => (subject.stack?.config.sip ? needsAccess(subject) : 'voicectl.yaml has no sip block'),
  run: look,
}

async function look(subject: Subject): Promise<ProbeResult> {
  if (!subject.stack) throw new Error('there is no stack')
  const { state } = desiredSip(subject.stack.config, subject.stack.env)
  let live: SipResources
  try {
    live = await storedSip(subject)
  } catch (error) {
    return { status: 'unknown', detail: `LiveKit did not list its trunks and rules: ${(error as Error).message}` }
  }
  const missing = missingIn(live, state)
  const declared = state.inbound.length + state.outbound.length + state.rules.length
  if (missing.length === 0) return { status: 'pass', detail: `The server has all ${declared} that voicectl.yaml declares` }
  const isEmpty = live.inbound.length + live.outbound.length + live.rules.length === 0
  const more = missing.length > MOST_SHOWN ? ` and ${missing.length - MOST_SHOWN} more` : ''
  return {
    status: 'fail',
    detail: `The server lacks ${missing.slice(0, MOST_SHOWN).join(', ')}${more}, which voicectl.yaml declares`,
    cause: isEmpty
      ? 'It has no trunk and no rule at all: they were never applied, or Redis has lost them. A Redis without a volume loses them with its container.'
      : 'Calls that they are for are dropped, or go elsewhere.',
    fix: [{ text: 'Look at what would be written, and write it', command: 'voicectl sip apply' }],
  }
}

function missingIn(live: SipResources, { inbound, outbound, rules }: SipState): string[] {
  const lacks = (list: readonly { id: string; name: string }[]) => {
    const known = new Set(list.flatMap(({ id, name }) => [id, name]))
    return ({ name = '', sipTrunkId, sipDispatchRuleId }: { name?: string; sipTrunkId?: string; sipDispatchRuleId?: string }) =>
      !known.has(sipTrunkId ?? sipDispatchRuleId ?? name)
  }
  const named =
    (kind: string) =>
    ({ name = '' }: { name?: string }) =>
      `${kind} "${name}"`
  return [
    ...inbound.filter(lacks(live.inbound)).map(named('inbound trunk')),
    ...outbound.filter(lacks(live.outbound)).map(named('outbound trunk')),
    ...rules.filter(lacks(live.rules)).map(named('dispatch rule')),
  ]
}
