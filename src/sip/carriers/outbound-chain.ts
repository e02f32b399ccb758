import type { ChainLink } from '../../core/carrier-chain.ts'
import type { SipOutboundTrunk } from '../../core/sip-resources.ts'
import { normaliseNumber } from '../../stack/sip-numbers.ts'
import type { CarrierFacts, CarrierTermination } from './carrier.ts'
import type { ChainInput } from './chain-input.ts'
import { livekitFix, outboundTrunk, type DeclaredSip } from './declared.ts'
import type { OutboundWant } from './want.ts'

export const APPLY = 'voicectl sip carrier apply'
const CHANGE = 'Change it in sip.outbound'
const WAY = { way: 'outbound' } as const

/** The way of calls that go out: LiveKit's trunk to the carrier, and whom that lets call. Nothing where none are wanted. */
export function outboundLinks({ want, facts, livekit, declared }: ChainInput): ChainLink[] {
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
        fix: livekitFix(outbound.trunk !== null, 'Declare it in sip.outbound'),
      },
    ]
  }
  const termination = facts?.termination ?? null
  if (termination === null) {
    if (facts === null) return [passwordLink(trunk, { declared, known: null })]
    return [{ ...WAY, link: 'domain', state: 'wrong', detail: `${label} does not take calls of ${want.name} yet`, fix: APPLY }]
  }
  return [
    domainLink({ trunk, termination, declared, label }),
    ...credentialLinks({ trunk, termination, declared, outbound, label }),
    ...(want.secure ? [secureLink({ trunk, termination, declared, label })] : []),
    ...callerIdLinks(trunk, facts, label),
  ]
}

/** Both ends of a call that goes out, and what is declared of ours. */
interface Parties {
  trunk: SipOutboundTrunk
  termination: CarrierTermination
  declared: DeclaredSip
  label: string
}

function domainLink({ trunk, termination: { domain, alsoKnownAs }, declared, label }: Parties): ChainLink {
  const address = trunk.address ?? ''
  const names = [domain, ...alsoKnownAs].map((name) => name.toLowerCase())
  const leadsThere = (to: string) => names.includes(to.replace(/:\d+$/, '').toLowerCase())
  if (leadsThere(address))
    return { ...WAY, link: 'domain', state: 'ok', detail: `Outbound trunk ${nameOf(trunk)} calls ${address}, which is ${label}`, fix: null }
  return {
    ...WAY,
    link: 'domain',
    state: 'wrong',
    detail: `Outbound trunk ${nameOf(trunk)} calls ${address}, not ${domain}`,
    fix: livekitFix(leadsThere(outboundTrunk(declared, trunk)?.address ?? ''), CHANGE),
  }
}

function credentialLinks({ trunk, termination, declared, outbound, label }: Parties & { outbound: OutboundWant }): ChainLink[] {
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
  if (usernames !== null) found.push(passwordLink(trunk, { declared, known: { usernames, label } }))
  return found
}

interface Callers {
  declared: DeclaredSip
  /** Whom the carrier lets call; null where that can't be seen. */
  known: { usernames: readonly string[]; label: string } | null
}

function passwordLink(trunk: SipOutboundTrunk, { declared, known }: Callers): ChainLink {
  const link = { ...WAY, link: 'credentials' } as const
  const { authUsername, authPassword } = trunk
  if (!authUsername)
    return {
      ...link,
      state: 'wrong',
      detail: `Outbound trunk ${nameOf(trunk)} has no user name`,
      fix: livekitFix(outboundTrunk(declared, trunk)?.authUsername !== undefined, CHANGE),
    }
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

function secureLink({ trunk, termination: { secure }, declared, label }: Parties): ChainLink {
  const link = { ...WAY, link: 'secure' } as const
  if (!secure) return { ...link, state: 'wrong', detail: `${label} does not encrypt yet`, fix: APPLY }
  const encrypts = ['SIP_MEDIA_ENCRYPT_ALLOW', 'SIP_MEDIA_ENCRYPT_REQUIRE'].includes(trunk.media?.encryption ?? '')
  if (trunk.transport === 'SIP_TRANSPORT_TLS' && encrypts)
    return { ...link, state: 'ok', detail: `Outbound trunk ${nameOf(trunk)} uses TLS and SRTP`, fix: null }
  return {
    ...link,
    state: 'wrong',
    detail: `Outbound trunk ${nameOf(trunk)} does not use TLS and SRTP, which ${label} requires`,
    fix: livekitFix(isSecure(outboundTrunk(declared, trunk)), 'Set transport: tls and media.encryption: require in sip.outbound'),
  }
}

function isSecure(trunk: ReturnType<typeof outboundTrunk>): boolean {
  return trunk?.transport === 'tls' && ['allow', 'require'].includes(trunk.media?.encryption ?? '')
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
