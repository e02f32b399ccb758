/** Companies that carry calls to and from the telephone network. `other`: any that has no name here. */
export const carrierProviders = ['twilio', 'signalwire', 'telnyx', 'plivo', 'other'] as const
export type CarrierProvider = (typeof carrierProviders)[number]

/** What a carrier's API is asked with. */
export type CredentialRole = 'account' | 'key' | 'secret' | 'space'

interface CarrierTraits {
  label: string
  /** Where credentials are shown. */
  keyPage: string | null
  /** Names in .env by role, the canonical one first. None: it has no API that voicectl speaks. */
  names: Partial<Record<CredentialRole, readonly string[]>>
  /** Names that hold the secret of a key of its own, where `key` is set in place of the account's token. */
  keySecret?: readonly string[]
}

/** What is known of each carrier without asking it. */
export const carriers: Record<CarrierProvider, CarrierTraits> = {
  twilio: {
    label: 'Twilio',
    keyPage: 'https://console.twilio.com',
    names: {
      account: ['TWILIO_ACCOUNT_SID'],
      key: ['TWILIO_API_KEY', 'TWILIO_API_KEY_SID'],
      secret: ['TWILIO_AUTH_TOKEN'],
    },
    keySecret: ['TWILIO_API_SECRET', 'TWILIO_API_KEY_SECRET'],
  },
  signalwire: {
    label: 'SignalWire',
    keyPage: 'the API page of your space',
    names: {
      account: ['SIGNALWIRE_PROJECT_ID', 'SIGNALWIRE_PROJECT'],
      secret: ['SIGNALWIRE_API_TOKEN', 'SIGNALWIRE_TOKEN'],
      space: ['SIGNALWIRE_SPACE', 'SIGNALWIRE_SPACE_URL'],
    },
  },
  telnyx: { label: 'Telnyx', keyPage: 'https://portal.telnyx.com', names: { secret: ['TELNYX_API_KEY'] } },
  plivo: { label: 'Plivo', keyPage: null, names: {} },
  other: { label: 'the carrier', keyPage: null, names: {} },
}

/** Every name in .env or the environment that may hold a carrier's credentials. */
export const carrierKeyNames: readonly string[] = Object.values(carriers).flatMap(({ names, keySecret = [] }) => [
  ...Object.values(names).flat(),
  ...keySecret,
])

/** The host of a SignalWire space; it may be given as a name, a host or a URL. */
export function hostOfSpace(space: string): string {
  const host = space.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  return host.includes('.') ? host : `${host}.signalwire.com`
}
