import { Failure } from '../../core/failure.ts'
import type { Terminal } from '../../output/terminal.ts'
import type { SipPlan } from '../../sip/apply/plan-sip.ts'
import { planRestore } from '../../sip/apply/restore.ts'
import { recordOptions, SipServer } from '../../sip/apply/run.ts'
import { readSince, snapshotNames } from '../../sip/apply/snapshot.ts'
import { impossible } from './plan-sip.ts'
import { sipTarget } from './sip-target.ts'

export interface PreparedRollback {
  server: SipServer
  url: string
  snapshot: string
  plan: SipPlan
  planAgain: () => Promise<SipPlan>
}

/** What puts everything back as it was before an apply: the one of the snapshot that is named, else the last one. Raises SNAPSHOT_NOT_FOUND, and SIP_PLAN_IMPOSSIBLE as apply does. */
export async function prepareRollback(dir: string, named: string | undefined, terminal: Terminal): Promise<PreparedRollback> {
  const { target } = await sipTarget(dir, terminal)
  const name = named ?? (await snapshotNames(target.dir))[0]
  if (name === undefined) throw nothingApplied(target.dir)
  const snapshot = await readSince(name, recordOptions(target))
  const server = await SipServer.open(target)
  const planAgain = async () => planRestore({ snapshot, stored: await server.stored(), owner: target.owner, ...server.comparison })
  const plan = await planAgain()
  if (plan.problems.length > 0) throw impossible(plan)
  return { server, url: target.access.url, snapshot: name, plan, planAgain }
}

function nothingApplied(dir: string): Failure {
  return new Failure({
    code: 'SNAPSHOT_NOT_FOUND',
    message: `Nothing was applied from ${dir} yet`,
    why: 'There is no snapshot of how things were before.',
    fix: [{ text: 'See what the server has', command: 'voicectl sip trunk list' }],
    exit: 2,
  })
}
