import type { DeclaredSip } from '../../core/declared-sip.ts'
import type { Action } from '../../plan/plan.ts'
import type { Stack } from '../../stack/load.ts'
import type { ServerAccess } from '../../livekit/server-api.ts'
import { kindLabels, kinds } from '../kinds.ts'
import { wantedSip } from '../wanted.ts'
import { SipServer } from './run.ts'

/** Compares what a stack declares with what its server has. Writes nothing. Raises a Failure where either can't be read. */
export async function compareDeclared(stack: Stack, access: ServerAccess): Promise<DeclaredSip> {
  const { config, dir } = stack
  const desired = await wantedSip({ stack, files: [], scope: kinds })
  const server = await SipServer.open({ access, cloud: config.target === 'cloud', dir, owner: config.name })
  const { writes, unchanged, foreign, surplus, problems } = await server.plan({ desired, scope: kinds, partial: false, prune: false })
  const labels = (action: Action) =>
    writes.flatMap(({ change, kind }) => (change.action === action ? [`${kindLabels[kind]} "${change.name}"`] : []))
  const [missing, differing] = [labels('create'), labels('update')]
  const isEmpty = unchanged + differing.length + foreign + surplus.length === 0
  return { missing, differing, unchanged, isEmpty, problem: problems[0] ?? null }
}
