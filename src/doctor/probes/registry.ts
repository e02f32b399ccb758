// Written by `npm run check:registry`: one line for each file of this folder.
import type { Probe } from '../probe.ts'
import { probe as agentJoins } from './agent-joins.ts'
import { probe as agentRegistered } from './agent-registered.ts'
import { probe as agentRoute } from './agent-route.ts'

export const probes: readonly Probe[] = [
  agentJoins,
  agentRegistered,
  agentRoute,
]
