// Written by `npm run check:registry`: one line for each file of this folder.
import type { Probe } from '../probe.ts'

export const probes: readonly Probe[] = []
