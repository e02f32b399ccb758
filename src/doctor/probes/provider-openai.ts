import type { Probe } from '../probe.ts'
import { providerProbe } from '../provider-probe.ts'

export const probe: Probe = providerProbe('openai')
