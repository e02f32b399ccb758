import type { CarrierProvider } from '../../stack/sip/carrier-names.ts'
import type { Carrier } from './carrier.ts'
import type { ManualCarrier } from './checklist.ts'

const folders: Partial<Record<CarrierProvider, () => Promise<{ carrier: Carrier }>>> = {
  signalwire: () => import('./signalwire/signalwire.ts'),
  telnyx: () => import('./telnyx/telnyx.ts'),
  twilio: () => import('./twilio/twilio.ts'),
}

/** The carrier whose API voicectl speaks; null for one that people set up by hand. */
export async function carrierOf(provider: CarrierProvider): Promise<Carrier | null> {
  return (await folders[provider]?.())?.carrier ?? null
}

const manuals: Partial<Record<CarrierProvider, () => Promise<{ manual: ManualCarrier }>>> = {
  plivo: () => import('./plivo/plivo.ts'),
}

/** What is to be done by hand at a carrier. */
export async function manualOf(provider: CarrierProvider): Promise<ManualCarrier> {
  return (await (manuals[provider] ?? (() => import('./other/other.ts')))()).manual
}
