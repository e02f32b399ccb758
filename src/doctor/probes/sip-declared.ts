import type { SipPlan } from '../../sip/apply/plan-sip.ts'
import { SipServer } from '../../sip/apply/run.ts'
import { kindLabels, kinds } from '../../sip/kinds.ts'
import { desiredSip } from '../../stack/sip/desired.ts'
import type { Probe, ProbeResult } from '../probe.ts'
import { needsAccess, requiredAccess } from '../server-access.ts'
import type { Subject } from '../subject.ts'

/** Further ones are counted. */
const MOST_SHOWN = 6

export const probe: Probe = {
  id: 'sip.declared',
  title: 'Declared trunks and rules',
  after: ['server.auth'],
  timeoutMs: 6000,
  needs: (subject) => (subject.stack?.config.sip ? needsAccess(subject) : 'voicectl.yaml has no sip block'),
  run: look,
}

async function look(subject: Subject): Promise<ProbeResult> {
  const { stack } = subject
  if (!stack) throw new Error('there is no stack')
  const { state, missing } = desiredSip(stack.config, stack.env)
  if (missing.length > 0) return { status: 'skipped', detail: `.env lacks ${missing.map(({ name }) => name).join(', ')}` }
  const target = { access: requiredAccess(subject), cloud: stack.config.target === 'cloud', dir: stack.dir, owner: stack.config.name }
  let plan: SipPlan
  try {
    plan = await (await SipServer.open(target)).plan({ desired: state, scope: kinds, partial: false, prune: false })
  } catch (error) {
    return { status: 'unknown', detail: `LiveKit did not list its trunks and rules: ${(error as Error).message}` }
  }
  return judged(plan)
}

function judged({ writes, unchanged, problems, foreign }: SipPlan): ProbeResult {
  const [problem] = problems
  if (problem)
    return {
      status: 'warn',
      detail: problem.message,
      cause: 'What voicectl.yaml declares can not be applied.',
      fix: [{ text: problem.fix }],
    }
  const labels = (action: string) =>
    writes.flatMap(({ change, kind }) => (change.action === action ? [`${kindLabels[kind]} "${change.name}"`] : []))
  const [absent, other] = [labels('create'), labels('update')]
  const fix = [{ text: 'Look at what would be written, and write it', command: 'voicectl sip apply' }]
  if (absent.length > 0) {
    const isEmpty = unchanged + other.length + foreign === 0
    return {
      status: 'fail',
      detail: `The server lacks ${shown(absent)}, which voicectl.yaml declares`,
      cause: isEmpty
        ? 'It has no trunk and no rule at all: they were never applied, or Redis has lost them. A Redis without a volume loses them with its container.'
        : 'Calls that they are for are dropped, or go elsewhere.',
      fix,
    }
  }
  if (other.length > 0) {
    return {
      status: 'warn',
      detail: `The server has ${shown(other)} otherwise than voicectl.yaml declares`,
      cause: 'Calls go by what the server has. `voicectl sip plan` shows it field by field, and who changed it.',
      fix,
    }
  }
  return { status: 'pass', detail: `The server has all ${unchanged} as voicectl.yaml declares them` }
}

function shown(labels: readonly string[]): string {
  const more = labels.length > MOST_SHOWN ? ` and ${labels.length - MOST_SHOWN} more` : ''
  return `${labels.slice(0, MOST_SHOWN).join(', ')}${more}`
}
