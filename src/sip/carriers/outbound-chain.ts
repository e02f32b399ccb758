import type { ChainLink } from '../../core/carrier-chain.ts'
import type { SipOutboundTrunk } from '../../core/sip-resources.ts'
import { normaliseNumber } from '../../stack/sip-numbers.ts'
import type { CarrierFacts, CarrierTermination } from './carrier.ts'
import type { ChainInput } from './chain-input.ts'
import type { OutboundWant } from './want.ts'

export const APPLY = 'voicectl sip carrier apply'
const APPLY_LIVEKIT = 'Change it in sip.outbound, then: voicectl sip apply'
const WAY = { way: 'outbound' } as const

/** The way of calls that go out: LiveKit's trunk to the carrier, and whom that lets call. Nothing where none are wanted. */
export function outboundLinks({ want, facts, livekit }: ChainInput): ChainLink[] {
  const { outbound, label } = want
  if (!outbound) return []
  if ('unseen' in livekit)
    return [{ ...WAY, link: 'trunk', state: 'unknown', detail: `LiveKit's trunks could not be seen: ${livekit.unseen}`, fix: null }]
  const trunk = livekit.outbound.find(({ name }) => name === outbound.trunk) ?? (outbound.trunk === null ? livekit.outbound[0] : undefined)
  if (!trunk) {
    const what = outbound.trunk === null ? 'an outbound trunk' : `the outbound trunk ${outbound.trunk}`
    return [
      {
        ...WAY,
        link: 'trunk',
        state: 'wrong',
        detail: `LiveKit does not have ${what}`,
        fix: 'Declare it in sip.outbound, then: voicectl sip apply',
      },
    ]
  }
  const termination = facts?.termination ?? null
  if (termination === null) {
    if (facts === null) return [passwordLink(trunk, null)]
    return [{ ...WAY, link: 'domain', state: 'wrong', detail: `${label} does not take calls of ${want.name} yet`, fix: APPLY }]
  }
  return [
    domainLink(trunk, termination, label),
    ...credentialLinks({ trunk, termination, outbound, label }),
    ...(want.secure ? [secureLink(trunk, termination, label)] : []),
    ...callerIdLinks(trunk, facts, label),
  ]
}

function domainLink(trunk: SipOutboundTrunk, { domain, alsoKnownAs }: CarrierTermination, label: string): ChainLink {
  const address = trunk.address ?? ''
  const host = address.replace(/:\d+$/, '').toLowerCase()
  const is = [domain, ...alsoKnownAs].map((name) => name.toLowerCase()).includes(host)
  if (is)
    return { ...WAY, link: 'domain', state: 'ok', detail: `Outbound trunk ${nameOf(trunk)} calls ${address}, which is ${label}`, fix: null }
  return {
    ...WAY,
    link: 'domain',
    state: 'wrong',
    detail: `Outbound trunk ${nameOf(trunk)} calls ${address}, not ${domain}`,
    fix: APPLY_LIVEKIT,
  }
}

interface Parties {
  trunk: SipOutboundTrunk
  termination: CarrierTermination
  outbound: OutboundWant
  label: string
}

function credentialLinks({ trunk, termination, outbound, label }: Parties): ChainLink[] {
  const { usernames, addresses } = termination
  const link = { ...WAY, link: 'credentials' } as const
  if (usernames === null && addresses === null)
    return [
      {
        ...link,
        state: 'wrong',
        detail: `${label} asks who calls for nothing: it lets nobody call, or everybody at your cost`,
        fix: APPLY,
      },
    ]
  const missing = outbound.allowedAddresses.filter(
    (entry) => !(addresses ?? []).some((known) => known === entry || known === `${entry}/32`),
  )
  const found: ChainLink[] = []
  if (missing.length > 0)
    found.push({ ...link, state: 'wrong', detail: `${label} does not let calls in from ${missing.join(', ')}`, fix: APPLY })
  else if (addresses !== null)
    found.push({ ...link, state: 'ok', detail: `${label} lets calls in from ${addresses.join(', ')}`, fix: null })
  if (usernames !== null) found.push(passwordLink(trunk, { usernames, label }))
  return found
}

function passwordLink(trunk: SipOutboundTrunk, known: { usernames: readonly string[]; label: string } | null): ChainLink {
  const link = { ...WAY, link: 'credentials' } as const
  const { authUsername, authPassword } = trunk
  if (!authUsername) return { ...link, state: 'wrong', detail: `Outbound trunk ${nameOf(trunk)} has no user name`, fix: APPLY_LIVEKIT }
  if (known && !known.usernames.includes(authUsername))
    return {
      ...link,
      state: 'wrong',
      detail: `${known.label} does not know user ${authUsername} of outbound trunk ${nameOf(trunk)}`,
      fix: APPLY,
    }
  // LiveKit Cloud may keep it to itself.
  if (!authPassword)
    return {
      ...link,
      state: 'unknown',
      detail: `Outbound trunk ${nameOf(trunk)} calls as ${authUsername}; its password is not shown`,
      fix: null,
    }
  return {
    ...link,
    state: 'ok',
    detail: `Outbound trunk ${nameOf(trunk)} calls as ${authUsername}${known ? `, whom ${known.label} knows` : ''}`,
    fix: null,
  }
}

function secureLink(trunk: SipOutboundTrunk, { secure }: CarrierTermination, label: string): ChainLink {
  const link = { ...WAY, link: 'secure' } as const
  if (!secure) return { ...link, state: 'wrong', detail: `${label} does not encrypt yet`, fix: APPLY }
  const encrypts = ['SIP_MEDIA_ENCRYPT_ALLOW', 'SIP_MEDIA_ENCRYPT_REQUIRE'].includes(trunk.media?.encryption ?? '')
  if (trunk.transport === 'SIP_TRANSPORT_TLS' && encrypts)
    return { ...link, state: 'ok', detail: `Outbound trunk ${nameOf(trunk)} uses TLS and SRTP`, fix: null }
  return {
    ...link,
    state: 'wrong',
    detail: `Outbound trunk ${nameOf(trunk)} does not use TLS and SRTP, which ${label} requires`,
    fix: 'Set transport: tls and media.encryption: require in sip.outbound, then: voicectl sip apply',
  }
}

/** A carrier refuses calls that say they come from a number it does not know as the account's. */
function callerIdLinks(trunk: SipOutboundTrunk, facts: CarrierFacts | null, label: string): ChainLink[] {
  const known = new Set((facts?.numbers ?? []).map(({ number }) => number))
  const others = (trunk.numbers ?? []).map(normaliseNumber).filter((number) => number !== '*' && !known.has(number))
  if (others.length === 0) return []
  const detail = `Calls may say they come from ${others.join(', ')}, which sip.carrier does not list`
  return [
    { ...WAY, link: 'caller-id', state: 'unknown', detail, fix: `Add it to sip.carrier.numbers, or see that ${label} knows it as yours` },
  ]
}

function nameOf({ name, sipTrunkId }: SipOutboundTrunk): string {
  return name || sipTrunkId || 'without a name'
}
