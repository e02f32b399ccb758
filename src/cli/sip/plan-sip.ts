import { Failure } from '../../core/failure.ts'
import type { SipKind } from '../../core/sip-resources.ts'
import type { Terminal } from '../../output/terminal.ts'
import type { SipPlan } from '../../sip/apply/plan-sip.ts'
import { SipServer, type PlanRequest } from '../../sip/apply/run.ts'
import { wantedSip } from '../../sip/wanted.ts'
import { preflight } from './preflight.ts'
import { sipTarget } from './sip-target.ts'

export interface SipPlanFlags {
  dir: string
  files: readonly string[]
  scope: readonly SipKind[]
  prune: boolean
}

export interface PreparedPlan {
  server: SipServer
  url: string
  request: PlanRequest
  plan: SipPlan
}

/** The plan that a command line asks for. Raises SIP_CONFIG_FAULTY or SIP_PLAN_IMPOSSIBLE with all that keeps it from being carried out. */
export async function preparePlan({ dir, files, scope, prune }: SipPlanFlags, terminal: Terminal): Promise<PreparedPlan> {
  if (prune && files.length > 0) throw prunesFiles()
  const { known, target } = await sipTarget(dir, terminal)
  const desired = await wantedSip({ stack: known.stack, files, scope })
  const warnings = await preflight(target.dir, files)
  const server = await SipServer.open(target)
  const request = { desired, scope, partial: files.length > 0, prune }
  const plan = await server.plan(request)
  if (plan.problems.length > 0) throw impossible(plan)
  return { server, url: target.access.url, request, plan: { ...plan, warnings: [...warnings, ...plan.warnings] } }
}

/** SIP_PLAN_IMPOSSIBLE with all that keeps a plan from being carried out. */
export function impossible({ problems }: SipPlan): Failure {
  const [first] = problems
  const isOne = problems.length === 1
  return new Failure({
    code: 'SIP_PLAN_IMPOSSIBLE',
    message: isOne ? (first?.message ?? '') : `${problems.length} things keep this from being applied; nothing was written`,
    details: isOne ? [] : problems.map(({ message, fix }) => `${message}. ${fix}`),
    fix: isOne ? [{ text: first?.fix ?? '' }] : [],
    exit: 2,
  })
}

function prunesFiles(): Failure {
  return new Failure({
    code: 'SIP_PRUNE_NEEDS_STACK',
    message: '--prune does not go with --file',
    why: 'A file is a part of what there is to be; all the rest would be deleted.',
    fix: [
      { text: 'Declare all trunks and rules in the sip block of voicectl.yaml, or delete one by its name: voicectl sip dispatch delete' },
    ],
    exit: 2,
  })
}
