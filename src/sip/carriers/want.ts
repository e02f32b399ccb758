import { Failure } from '../../core/failure.ts'
import { listed } from '../../core/listed.ts'
import { credentialsOf } from '../../stack/sip/carrier-credentials.ts'
import { carriers, type CarrierProvider, type CredentialRole } from '../../stack/sip/carrier-names.ts'
import type { CarrierConfig } from '../../stack/sip/carrier-schema.ts'
import { fillReferences, referencesIn } from '../../stack/sip/references.ts'
import type { Stack } from '../../stack/load.ts'
import { normaliseNumber } from '../../stack/sip-numbers.ts'
import { notConfigured } from './not-configured.ts'

export type SipTransport = 'udp' | 'tcp' | 'tls'

/** Where the carrier is to send calls. */
export interface SipTarget {
  host: string
  port: number
  transport: SipTransport
}

export interface OutboundWant {
  /** Name of LiveKit's outbound trunk; null where the stack declares none. */
  trunk: string | null
  username: string | null
  /** A secret. */
  password: string | null
  /** The name in .env that holds it; null without a password. */
  passwordName: string | null
  domain: string | null
  allowedAddresses: readonly string[]
  destinations: readonly string[]
  concurrentCalls: number | null
  dailyLimit: number | null
  /** Numbers that calls may come from. */
  numbers: readonly string[]
}

/** What a stack wants of its carrier, with all defaults and secrets filled in. */
export interface CarrierWant {
  provider: CarrierProvider
  label: string
  /** What our things are called there. */
  name: string
  numbers: readonly string[]
  target: SipTarget
  secure: boolean
  region: string | null
  transfers: CarrierConfig['transfers'] | null
  /** In place of the networks that are known of the carrier. */
  networks: readonly string[] | null
  outbound: OutboundWant | null
  /** Whom the inbound trunks of these numbers take calls from by a password; it is named, never given. */
  callers: readonly { username: string; passwordName: string }[]
  /** What the API is asked with; values are secrets. */
  credentials: Readonly<Partial<Record<CredentialRole, string>>>
  /** In place of the carrier's own API. */
  baseUrl: string | null
}

/** LiveKit Cloud's own networks: docs.livekit.io/deploy/admin/regions/endpoints, read 2026-08-24 (regions Canada, EU, India, Japan, US). */
const LIVEKIT_CLOUD_NETWORKS = ['143.223.88.0/21', '161.115.160.0/19', '153.57.128.0/18']
const PORTS = { udp: 5060, tcp: 5060, tls: 5061 } as const
const DESTINATIONS = ['US', 'CA']

/** What a stack wants of its carrier. Raises CARRIER_NOT_CONFIGURED or CARRIER_SECRET_MISSING with all names that .env lacks. */
export function carrierWant({ config, env }: Pick<Stack, 'config' | 'env'>): CarrierWant {
  const carrier = config.sip?.carrier
  if (!carrier) throw notConfigured(config)
  const { provider } = carrier
  const outbound = outboundWant(config, carrier)
  const filled = fillReferences({ outbound, credentials: carrier.credentials ?? {} }, env)
  const { values, missing } = credentialsOf(provider, filled.state.credentials, env)
  const absent = [...new Set([...filled.missing.map(({ name }) => name), ...missing])]
  if (absent.length > 0) throw secretsMissing(absent, provider)
  const transport = carrier.transport ?? (carrier.secure ? 'tls' : 'tcp')
  const numbers = numbersOf(config.sip, carrier)
  return {
    provider,
    label: carriers[provider].label,
    name: carrier.name ?? config.name,
    numbers,
    target: { host: carrier.sipHost ?? config.livekit.domain ?? '', port: carrier.port ?? PORTS[transport], transport },
    secure: carrier.secure,
    region: carrier.region ?? null,
    transfers: carrier.transfers ?? null,
    networks: carrier.networks ?? null,
    outbound: filled.state.outbound,
    callers: callersOf(config.sip, numbers),
    credentials: values,
    baseUrl: carrier.baseUrl?.replace(/\/$/, '') ?? null,
  }
}

/** The values that must never be shown. */
export function secretsOfWant({ credentials, outbound }: CarrierWant): string[] {
  const { account: _account, space: _space, ...secret } = credentials
  return [...Object.values(secret), ...(outbound?.password ? [outbound.password] : [])]
}

/** What is shown in the place of a password. */
export function passwordIn({ passwordName }: OutboundWant): string {
  return passwordName === null ? 'none' : `${passwordName} of .env`
}

type Sip = NonNullable<Stack['config']['sip']>

function numbersOf(sip: Sip | undefined, carrier: CarrierConfig): string[] {
  const numbers = carrier.numbers ?? (sip?.inbound ?? []).flatMap((trunk) => trunk.numbers ?? [])
  return [...new Set(numbers.map(normaliseNumber))]
}

function callersOf(sip: Sip | undefined, wanted: readonly string[]): CarrierWant['callers'] {
  const callers = (sip?.inbound ?? []).flatMap(({ numbers = [], authUsername, authPassword = '' }) => {
    const takes = numbers.length === 0 || numbers.some((number) => wanted.includes(normaliseNumber(number)))
    const [passwordName] = referencesIn(authPassword)
    return takes && authUsername !== undefined && passwordName !== undefined ? [{ username: authUsername, passwordName }] : []
  })
  return [...new Map(callers.map((caller) => [`${caller.username} ${caller.passwordName}`, caller])).values()]
}

function outboundWant({ sip, target }: Stack['config'], { provider, outbound }: CarrierConfig): OutboundWant | null {
  if (!outbound) return null
  const ownNetworks = provider === 'signalwire' && target === 'cloud' ? LIVEKIT_CLOUD_NETWORKS : []
  const { domain = null, concurrentCalls = null, dailyLimit = null } = outbound
  const caller = callerOf(outbound, sip?.outbound ?? [])
  // It asks for addresses only; a user that its support has set up is between LiveKit and it.
  const byAddress = provider === 'signalwire' ? { username: null, password: null, passwordName: null } : {}
  return {
    ...caller,
    ...byAddress,
    domain,
    allowedAddresses: outbound.allowedAddresses ?? ownNetworks,
    destinations: outbound.destinations ?? DESTINATIONS,
    concurrentCalls,
    dailyLimit,
  }
}

/** Whom the carrier lets call: what the outbound trunk says, where sip.carrier says nothing else. */
function callerOf(
  { trunk: wanted, username, password }: NonNullable<CarrierConfig['outbound']>,
  trunks: readonly NonNullable<Sip['outbound']>[number][],
): Pick<OutboundWant, 'trunk' | 'username' | 'password' | 'passwordName' | 'numbers'> {
  const trunk = trunks.find(({ name }) => name === wanted) ?? trunks[0]
  const reference = password ?? trunk?.authPassword ?? null
  return {
    trunk: trunk?.name ?? null,
    username: username ?? trunk?.authUsername ?? null,
    password: reference,
    passwordName: referencesIn(reference ?? '')[0] ?? null,
    numbers: (trunk?.numbers ?? []).map(normaliseNumber),
  }
}

function secretsMissing(names: readonly string[], provider: CarrierProvider): Failure {
  const { label, keyPage } = carriers[provider]
  const isOwn = names.some((name) => carriers[provider] && Object.values(carriers[provider].names).flat().includes(name))
  return new Failure({
    code: 'CARRIER_SECRET_MISSING',
    message: `${listed(names)} ${names.length === 1 ? 'is' : 'are'} not set`,
    why: `voicectl.yaml refers to ${names.length === 1 ? 'it' : 'them'}, or ${label} can't be asked without.`,
    fix: [{ text: `Put ${listed(names)} into .env${isOwn && keyPage ? ` (${keyPage})` : ''}` }],
    exit: 2,
  })
}
