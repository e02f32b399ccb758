import { addressEntry, isE164, normaliseNumber } from '../sip-numbers.ts'
import { carriers, type CarrierProvider } from './carrier-names.ts'
import type { CarrierConfig } from './carrier-schema.ts'

/** What of a stack says whether its carrier can be set up. */
export interface CarrierSurroundings {
  target: 'local' | 'self-hosted' | 'cloud'
  sip?:
    | {
        carrier?: CarrierConfig | undefined
        inbound?: { numbers?: string[] | undefined }[] | undefined
        outbound?: { name: string; authUsername?: string | undefined; authPassword?: string | undefined }[] | undefined
      }
    | undefined
}

interface Joined {
  path: string[]
  message: string
}

const TWILIO_EDGES = ['ashburn', 'dublin', 'frankfurt', 'sao-paulo', 'singapore', 'sydney', 'tokyo', 'umatilla']
const TELNYX_REGIONS = ['US', 'Europe', 'Australia']
const AT = ['sip', 'carrier']

/** Settings that only some carriers have; elsewhere they would have no effect, and nobody would say so. */
const ONLY: Record<string, readonly CarrierProvider[]> = {
  transfers: ['twilio'],
  region: ['twilio', 'telnyx'],
  'credentials.key': ['twilio'],
  'credentials.account': ['twilio', 'signalwire'],
  'credentials.space': ['signalwire'],
  'outbound.username': ['twilio', 'telnyx', 'plivo', 'other'],
  'outbound.password': ['twilio', 'telnyx', 'plivo', 'other'],
  'outbound.domain': ['twilio', 'plivo', 'other'],
  'outbound.allowedAddresses': ['twilio', 'signalwire', 'plivo', 'other'],
  'outbound.destinations': ['telnyx'],
  'outbound.concurrentCalls': ['telnyx'],
  'outbound.dailyLimit': ['telnyx'],
}

/** What is wrong with `sip.carrier` beside the rest of a stack. */
export function carrierProblems(config: CarrierSurroundings): Joined[] {
  const carrier = config.sip?.carrier
  if (!carrier) return []
  return [
    ...withoutEffect(carrier),
    ...targetProblems(carrier, config),
    ...baseUrlProblems(carrier),
    ...numberProblems(carrier, config),
    ...addressProblems(carrier),
    ...outboundProblems(carrier, config),
  ]
}

function withoutEffect(carrier: CarrierConfig): Joined[] {
  return Object.entries(ONLY).flatMap(([name, providers]) => {
    const keys = name.split('.')
    const value = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], carrier)
    if (value === undefined || providers.includes(carrier.provider)) return []
    return [{ path: [...AT, ...keys], message: `has no effect with ${carrier.provider}; it is for ${providers.join(', ')}` }]
  })
}

function targetProblems({ sipHost, secure, transport, region, provider }: CarrierConfig, { target }: CarrierSurroundings): Joined[] {
  const problems: Joined[] = []
  const add = (key: string, message: string) => problems.push({ path: [...AT, key], message })
  if (sipHost === undefined && target === 'cloud')
    add('sipHost', 'target cloud needs it: the SIP URI of the project without sip:, ….sip.livekit.cloud')
  if (sipHost === undefined && target === 'local')
    add('sipHost', 'target local needs it: the public name or address at which the carrier reaches your SIP server')
  if (secure && transport !== undefined && transport !== 'tls') add('transport', 'expected tls where secure is true')
  if (provider === 'telnyx' && sipHost !== undefined && addressEntry(sipHost) === 'address')
    add('sipHost', 'Telnyx takes a host name, no address')
  const regions = provider === 'twilio' ? TWILIO_EDGES : provider === 'telnyx' ? TELNYX_REGIONS : null
  if (region !== undefined && regions !== null && !regions.includes(region)) add('region', `expected one of ${regions.join(', ')}`)
  return problems
}

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

/** The account's credentials go with every request. */
function baseUrlProblems({ baseUrl }: CarrierConfig): Joined[] {
  if (baseUrl === undefined) return []
  const problem = (message: string) => [{ path: [...AT, 'baseUrl'], message }]
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null
  if (url === null || !/^https?:$/.test(url.protocol)) return problem('expected an https:// URL')
  if (url.username !== '' || url.password !== '') return problem('expected no user and password in it: credentials belong into .env')
  if (url.search !== '' || url.hash !== '') return problem('expected no ? and no # in it')
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    return problem(
      'expected https://, as http:// sends the credentials unencrypted; http:// is for this machine alone, such as http://127.0.0.1:8080',
    )
  return []
}

function numberProblems({ numbers }: CarrierConfig, { sip }: CarrierSurroundings): Joined[] {
  const all = numbers ?? (sip?.inbound ?? []).flatMap((trunk) => trunk.numbers ?? [])
  if (all.length === 0) return [{ path: [...AT, 'numbers'], message: 'expected at least one number, here or in an inbound trunk' }]
  const wrong = all.filter((number) => !isE164(normaliseNumber(number)))
  const path = numbers ? [...AT, 'numbers'] : AT
  return wrong.length === 0 ? [] : [{ path, message: `expected + and country code in ${wrong.join(', ')}` }]
}

function addressProblems({ networks = [], outbound }: CarrierConfig): Joined[] {
  const lists = [
    { path: [...AT, 'networks'], entries: networks },
    { path: [...AT, 'outbound', 'allowedAddresses'], entries: outbound?.allowedAddresses ?? [] },
  ]
  return lists.flatMap(({ path, entries }) => {
    const wrong = entries.filter((entry) => !['address', 'network'].includes(addressEntry(entry)))
    return wrong.length === 0 ? [] : [{ path, message: `expected addresses or networks such as 203.0.113.0/24, not ${wrong.join(', ')}` }]
  })
}

function outboundProblems({ provider, outbound }: CarrierConfig, { target, sip }: CarrierSurroundings): Joined[] {
  if (!outbound) return []
  const trunks = sip?.outbound ?? []
  const trunk = outbound.trunk === undefined ? trunks[0] : trunks.find(({ name }) => name === outbound.trunk)
  const username = outbound.username ?? trunk?.authUsername
  const password = outbound.password ?? trunk?.authPassword
  const isCloudWithNetworks = provider === 'signalwire' && target === 'cloud'
  const byAddress = (outbound.allowedAddresses ?? []).length > 0 || isCloudWithNetworks
  const unclear = trunkProblems(outbound.trunk, trunks)
  return [
    ...unclear,
    // Without its trunk nobody knows who calls.
    ...(unclear.length > 0 ? [] : callerProblems({ provider, username, password, byAddress })),
    ...(provider === 'twilio' ? twilioProblems(outbound.domain, username) : []),
  ]
}

function at(key: string, message: string): Joined {
  return { path: [...AT, 'outbound', key], message }
}

function trunkProblems(wanted: string | undefined, trunks: readonly { name: string }[]): Joined[] {
  if (wanted === undefined) return trunks.length > 1 ? [at('trunk', `expected one of ${trunks.map(({ name }) => name).join(', ')}`)] : []
  return trunks.some(({ name }) => name === wanted) ? [] : [at('trunk', `there is no outbound trunk ${wanted} in sip.outbound`)]
}

interface Caller {
  provider: CarrierProvider
  username: string | undefined
  password: string | undefined
  byAddress: boolean
}

/** A carrier that lets everybody call does so at one's own cost. */
function callerProblems({ provider, username, password, byAddress }: Caller): Joined[] {
  const problems: Joined[] = []
  if ((username === undefined) !== (password === undefined))
    problems.push(at('username', 'expected a user name with a password, here or in the outbound trunk, or neither'))
  if (provider === 'signalwire' && !byAddress)
    problems.push(
      at('allowedAddresses', 'SignalWire needs the addresses that your calls come from; without them anybody may call at your cost'),
    )
  if (username === undefined && !byAddress && provider !== 'signalwire')
    problems.push(at('username', `${carriers[provider].label} needs a user name and password, here or in the outbound trunk`))
  if (provider === 'telnyx' && username !== undefined && !/^[A-Za-z0-9]{4,32}$/.test(username))
    problems.push(at('username', 'Telnyx takes 4 to 32 letters and digits'))
  return problems
}

function twilioProblems(domain: string | undefined, username: string | undefined): Joined[] {
  const problems: Joined[] = []
  if (domain === undefined || !/^[a-z0-9-]+\.pstn\.twilio\.com$/.test(domain))
    problems.push(at('domain', 'Twilio needs it: a name of your choice that ends with .pstn.twilio.com'))
  if (username !== undefined && username.length > 32) problems.push(at('username', 'Twilio takes at most 32 characters'))
  return problems
}
