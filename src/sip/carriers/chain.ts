import type { ChainLink } from '../../core/carrier-chain.ts'
import { listed } from '../../core/listed.ts'
import type { SipDispatchRule, SipInboundTrunk, SipState } from '../../core/sip-resources.ts'
import { allowsNetwork, normaliseNumber } from '../../stack/sip-numbers.ts'
import type { CarrierFacts, CarrierRoute } from './carrier.ts'
import type { ChainInput } from './chain-input.ts'
import { asksCallers, hasRule, letsIn, livekitFix, takesNumber } from './declared.ts'
import { APPLY, outboundLinks } from './outbound-chain.ts'
import { leadsTo } from './sip-uri.ts'
import type { CarrierWant } from './want.ts'

/** The whole way of calls between the telephone network and the agent, in the order in which a call takes it. Pure. */
export function carrierChain(input: ChainInput): ChainLink[] {
  const { want, facts, livekit, server } = input
  const before = facts === null ? [] : [...numberLinks(want, facts), routeLink(want, facts.routes)]
  const behind = 'unseen' in livekit ? [unseen(livekit.unseen)] : livekitLinks(input, livekit)
  return [...before, ...(server ? [server] : []), ...behind, ...outboundLinks(input)]
}

function unseen(reason: string): ChainLink {
  return {
    way: 'inbound',
    link: 'trunk',
    state: 'unknown',
    detail: `LiveKit's trunks could not be seen: ${reason}`,
    fix: 'voicectl doctor',
  }
}

function numberLinks({ label, name }: CarrierWant, { numbers }: CarrierFacts): ChainLink[] {
  return numbers.map(({ number, owned, isOurs, leadsTo: where }): ChainLink => {
    const link = { way: 'inbound', link: 'number' } as const
    if (!owned)
      return {
        ...link,
        state: 'wrong',
        detail: `${number} is no number of this ${label} account`,
        fix: `Buy it there, or take it out of voicectl.yaml`,
      }
    if (isOurs) return { ...link, state: 'ok', detail: `${number} leads to ${name} at ${label}`, fix: null }
    return {
      ...link,
      state: 'wrong',
      detail: where === null ? `${number} leads nowhere` : `${number} leads to ${where}, not to ${name}`,
      fix: APPLY,
    }
  })
}

function routeLink({ label, name, target }: CarrierWant, routes: readonly CarrierRoute[] | null): ChainLink {
  const link = { way: 'inbound', link: 'route' } as const
  const wanted = `sip:${target.host}:${target.port} over ${target.transport.toUpperCase()}`
  if (routes === null) return { ...link, state: 'wrong', detail: `There is no ${name} at ${label} yet`, fix: APPLY }
  const enabled = routes.filter((route) => route.enabled)
  const right = enabled.filter((route) => leadsTo(route, target))
  const others = enabled.filter((route) => !leadsTo(route, target))
  if (right.length === 0) {
    const where = others.length === 0 ? 'nowhere' : `to ${others.map(({ written }) => written).join(', ')}`
    return { ...link, state: 'wrong', detail: `${name} leads ${where}, not to ${wanted}`, fix: APPLY }
  }
  if (others.length > 0) {
    const where = others.map(({ written }) => written).join(', ')
    return {
      ...link,
      state: 'warn',
      detail: `${name} leads to ${wanted}, and some calls to ${where}`,
      fix: `Take ${where} away at ${label} unless it is meant`,
    }
  }
  return { ...link, state: 'ok', detail: `${name} leads to ${wanted}`, fix: null }
}

function livekitLinks(input: ChainInput, { inbound, rules }: SipState): ChainLink[] {
  const taken = new Map<SipInboundTrunk, string[]>()
  const numberless: ChainLink[] = []
  for (const number of input.want.numbers) {
    const trunks = trunksFor(inbound, number)
    const [trunk] = trunks
    if (trunk && trunks.length === 1) taken.set(trunk, [...(taken.get(trunk) ?? []), number])
    else numberless.push(withoutTrunk(number, trunks, input))
  }
  const perTrunk = [...taken].flatMap(([trunk, numbers]) => [
    { way: 'inbound', link: 'trunk', state: 'ok', detail: `${nameOf(trunk)} of LiveKit takes ${numbers.join(', ')}`, fix: null } as const,
    networkLink(trunk, input),
    ruleLink(trunk, rules, input),
  ])
  return [...numberless, ...perTrunk]
}

/** As LiveKit chooses: one with the number goes before one without any. */
function trunksFor(inbound: readonly SipInboundTrunk[], number: string): SipInboundTrunk[] {
  const own = inbound.filter(({ numbers = [] }) => numbers.some((each) => normaliseNumber(each) === number))
  return own.length > 0 ? own : inbound.filter(({ numbers = [] }) => numbers.length === 0)
}

function withoutTrunk(number: string, trunks: readonly SipInboundTrunk[], { declared }: ChainInput): ChainLink {
  const link = { way: 'inbound', link: 'trunk', state: 'wrong' } as const
  if (trunks.length === 0)
    return {
      ...link,
      detail: `No inbound trunk of LiveKit takes ${number}`,
      fix: livekitFix(takesNumber(declared, number), 'Add it to numbers of a trunk in sip.inbound'),
    }
  return {
    ...link,
    detail: `Inbound trunks ${listed(trunks.map(shortName))} ${trunks.length === 2 ? 'both' : 'all'} take ${number}, and LiveKit refuses to choose`,
    fix: 'Take it out of all but one',
  }
}

/** A trunk that lets in fewer networks refuses calls; one that names none lets in everybody who finds its port. */
function networkLink(trunk: SipInboundTrunk, { want, networks, declared }: ChainInput): ChainLink {
  const link = { way: 'inbound', link: 'networks' } as const
  const allowed = trunk.allowedAddresses ?? []
  const needed = want.networks ?? networks.entries
  if (needed.length === 0 && allowed.length > 0) {
    const detail = `${nameOf(trunk)} lets in ${allowed.join(', ')}; ${want.label} publishes no list to compare it with`
    return { ...link, state: 'unknown', detail, fix: `Ask ${want.label} for its networks, and set sip.carrier.networks` }
  }
  if (allowed.length === 0) {
    const hasPassword = trunk.authUsername !== undefined && trunk.authPassword !== undefined
    if (hasPassword) return { ...link, state: 'ok', detail: `${nameOf(trunk)} asks callers for a password`, fix: null }
    const setIt =
      needed.length === 0 ? 'Set authUsername and authPassword, or allowedAddresses' : `Set allowedAddresses to ${needed.join(', ')}`
    const fix = livekitFix(asksCallers(declared, trunk), setIt)
    return { ...link, state: 'warn', detail: `${nameOf(trunk)} lets in everybody who finds the SIP port and knows a number`, fix }
  }
  const missing = needed.filter((network) => !allowed.some((entry) => allowsNetwork(entry, network)))
  if (missing.length === 0) return { ...link, state: 'ok', detail: `${nameOf(trunk)} lets in the networks of ${want.label}`, fix: null }
  const detail = `${nameOf(trunk)} refuses calls from ${missing.join(', ')}, which ${want.label} may call from`
  return {
    ...link,
    state: 'wrong',
    detail,
    fix: livekitFix(letsIn(declared, trunk, missing), `Add ${missing.length === 1 ? 'it' : 'them'} to allowedAddresses in sip.inbound`),
  }
}

function ruleLink(trunk: SipInboundTrunk, rules: readonly SipDispatchRule[], { declared }: ChainInput): ChainLink {
  const link = { way: 'inbound', link: 'rule' } as const
  const own = rules.filter(({ trunkIds = [] }) => trunkIds.includes(trunk.sipTrunkId ?? ''))
  const fitting = own.length > 0 ? own : rules.filter(({ trunkIds = [] }) => trunkIds.length === 0)
  if (fitting.length === 0)
    return {
      ...link,
      state: 'wrong',
      detail: `No dispatch rule is for calls of inbound trunk ${shortName(trunk)}`,
      fix: livekitFix(hasRule(declared, trunk), 'Add one to sip.dispatch'),
    }
  const agents = [...new Set(fitting.flatMap(({ roomConfig }) => (roomConfig?.agents ?? []).map(({ agentName = '' }) => agentName)))]
  const names = fitting.map(({ name = '', sipDispatchRuleId = '' }) => name || sipDispatchRuleId).join(', ')
  if (agents.length === 0)
    return {
      ...link,
      state: 'warn',
      detail: `Rule ${names} sends no agent by name`,
      fix: "Put the agent's name into the rule, unless the worker has none",
    }
  return {
    ...link,
    state: 'ok',
    detail: `Rule ${names} leads to ${agents.map((agent) => agent || 'the agent without a name').join(', ')}`,
    fix: null,
  }
}

function nameOf(trunk: SipInboundTrunk): string {
  return `Inbound trunk ${shortName(trunk)}`
}

function shortName({ name, sipTrunkId }: SipInboundTrunk): string {
  return name || sipTrunkId || 'without a name'
}
