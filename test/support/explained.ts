import type { SipDispatchRule, SipInboundTrunk } from '../../src/core/sip-resources.ts'
import type { Call } from '../../src/sip/explain/call.ts'
import { explainCall, type CallSource, type Explanation } from '../../src/sip/explain/explain-call.ts'

export const twilio: SipInboundTrunk = { sipTrunkId: 'ST_a', name: 'Twilio', numbers: ['+15551234567'] }
export const telnyx: SipInboundTrunk = { sipTrunkId: 'ST_b', name: 'Telnyx', numbers: ['+15557654321'] }
export const individual = (roomPrefix: string, pin = '') => ({ dispatchRuleIndividual: { roomPrefix, ...(pin === '' ? {} : { pin }) } })
export const support: SipDispatchRule = {
  roomConfig: { agents: [{ agentName: 'voice-agent' }] },
  sipDispatchRuleId: 'SDR_a',
  name: 'support',
  trunkIds: ['ST_a'],
  rule: individual('support'),
}

export function explain(call: Partial<Call>, state: Partial<CallSource['state']>, source: Partial<CallSource> = {}): Explanation {
  return explainCall(
    { from: '+15550001111', to: '+15551234567', ip: '', host: '', pin: '', noPin: false, ...call },
    {
      kind: 'server',
      name: 'ws://a',
      cloud: false,
      agent: null,
      remarks: [],
      ...source,
      state: { inbound: [twilio, telnyx], rules: [support], ...state },
    },
  )
}
