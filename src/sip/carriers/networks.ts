import type { CarrierNetworks } from './carrier.ts'

/** For a carrier that publishes no list, or of which none is known here. */
export const NO_NETWORKS: CarrierNetworks = { entries: [], source: '', read: '' }
