import { callerOf, routeOf, type Caller, type Route } from '../../core/caller.ts'
import type { Fix } from '../../core/failure.ts'
import type { SipAgentDispatch, SipDispatchRule } from '../../core/sip-resources.ts'
import { advice } from './advice.ts'
import type { Call, CallState } from './call.ts'
import type { Participant } from './dispatch.ts'
import { matchCall, type CallMatch, type Outcome } from './match-call.ts'
import { named, type Named } from './naming.ts'
import { notes } from './notes.ts'
import { outcomeWords } from './outcome-words.ts'
import { roomChoice } from './room-choice.ts'
import { ruleWords, type RuleScene } from './rule-words.ts'
import { authWords, trunkWords } from './trunk-words.ts'

/** The trunks and rules that a call is judged by, and what is known besides. */
export interface CallSource {
  state: CallState
  /** `declared`: what voicectl.yaml wants. `server`: what it has. */
  kind: 'declared' | 'server' | 'files'
  /** Whether it is LiveKit Cloud's; null where that is not known. */
  cloud: boolean | null
  /** voicectl.yaml, the server's URL, or the names of the files. */
  name: string
  /** The worker of this stack; null where no voicectl.yaml tells of one. */
  agent: { name: string; isBundled: boolean } | null
  /** What is to be said of it: secrets that are not there or not to be seen. */
  remarks: readonly string[]
}

export interface CalledAgent {
  agentName: string
  metadata: string
  deployment: string
  /** What voicectl's own agent learns of the caller, and its specialist for it; null where another agent is sent. */
  caller: Pick<Caller, 'mode' | 'language'> | null
  route: Route | null
}

/** One that could have taken the call. `chosen` is the one that does, `fits` one that would without it; at `unseen` the server does not look. */
export interface Candidate extends Named {
  verdict: 'chosen' | 'fits' | 'no' | 'unseen'
  why: string
}

/** What happens to a call. */
export interface Explanation {
  outcome: Outcome
  /** For `drop` and `error`. */
  why: string | null
  call: Pick<Call, 'from' | 'to'> & { ip: string | null; host: string | null; withPin: boolean }
  source: Pick<CallSource, 'kind' | 'name'>
  trunk: Named | null
  auth: boolean
  /** Who may call in over the trunk; null where the server does not come so far. */
  authWhy: string | null
  rule: Named | null
  /** With `*` for a random part; null where the call gets none, or none yet. */
  room: string | null
  roomKind: 'direct' | 'individual' | 'callee' | null
  participant: Participant | null
  agents: CalledAgent[]
  route: Route | null
  trunks: Candidate[]
  rules: Candidate[]
  notes: string[]
  fix: Fix[]
}

/** What a server with these trunks and rules makes of a call, and why. No text holds a password or pin. */
export function explainCall(call: Call, source: CallSource): Explanation {
  const match = matchCall(call, source.state)
  const scene: RuleScene = { call, state: source.state, match, cloud: source.cloud }
  const agents = match.rule ? (match.rule.roomConfig?.agents ?? []).map((agent) => calledAgent(agent, match.rule, source.agent)) : []
  const { ip, host, pin, from, to } = call
  return {
    outcome: match.outcome,
    why: outcomeWords(scene),
    call: { from, to, ip: ip || null, host: host || null, withPin: pin !== '' },
    source: { kind: source.kind, name: source.name },
    trunk: match.trunk && named(match.trunk),
    auth: match.auth,
    authWhy: match.fault?.kind === 'trunks' || match.fault?.kind === 'source-address' ? null : authWords(match.trunk, call),
    rule: match.rule && named(match.rule),
    room: match.dispatch?.room ?? null,
    roomKind: (match.rule && roomChoice(match.rule)?.kind) ?? null,
    participant: match.dispatch && { ...match.dispatch.participant, attributes: withoutNames(match) },
    agents,
    route: agents.find(({ route }) => route !== null)?.route ?? null,
    ...candidates(scene),
    notes: [...source.remarks, ...notes(scene)],
    fix: advice(scene, source.kind === 'declared'),
  }
}

function calledAgent(agent: SipAgentDispatch, rule: SipDispatchRule | null, own: CallSource['agent']): CalledAgent {
  const { agentName = '', metadata = '', deployment = '' } = agent
  const isOwn = own === null || (own.isBundled && own.name === agentName)
  const { mode, language } = callerOf({
    participantMetadata: rule?.metadata ?? '',
    attributes: rule?.attributes ?? {},
    jobMetadata: metadata,
  })
  return { agentName, metadata, deployment, caller: isOwn ? { mode, language } : null, route: isOwn ? routeOf({ mode, language }) : null }
}

function candidates(scene: RuleScene): Pick<Explanation, 'trunks' | 'rules'> {
  const { match, call, state } = scene
  const unseen = (resource: Parameters<typeof named>[0]): Candidate => ({ ...named(resource), verdict: 'unseen', why: 'not looked at' })
  return {
    trunks:
      match.trunks.length === 0
        ? state.inbound.map(unseen)
        : match.trunks.map((verdict) => ({
            ...named(verdict.trunk),
            verdict: verdict.trunk === match.trunk ? 'chosen' : verdict.misses.length === 0 ? 'fits' : 'no',
            why: trunkWords(verdict, call, match),
          })),
    rules:
      match.rules.length === 0
        ? state.rules.map(unseen)
        : match.rules.map((verdict) => ({
            ...named(verdict.rule),
            verdict: verdict.rule === match.rule ? 'chosen' : verdict.misses.length === 0 ? 'fits' : 'no',
            why: ruleWords(verdict, scene),
          })),
  }
}

/** A name stands for an id that the server has yet to give. */
function withoutNames({ dispatch, trunk, rule }: CallMatch): Record<string, string> {
  const attributes = { ...dispatch?.participant.attributes }
  if (trunk && trunk.sipTrunkId === trunk.name) attributes['sip.trunkID'] = 'ST_*'
  if (rule && rule.sipDispatchRuleId === rule.name) attributes['sip.ruleID'] = 'SDR_*'
  return attributes
}
