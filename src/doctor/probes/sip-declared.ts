import type { DeclaredSip } from '../../core/declared-sip.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
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

async function look(subject: Subject, tools: Tools): Promise<ProbeResult> {
  if (!subject.stack) throw new Error('there is no stack')
  try {
    return judged(await tools.declaredSip(subject.stack, requiredAccess(subject)))
  } catch (error) {
    return { status: 'unknown', detail: `It could not be compared: ${(error as Error).message}` }
  }
}

function judged({ missing, differing, unchanged, isEmpty, problem }: DeclaredSip): ProbeResult {
  if (problem)
    return {
      status: 'warn',
      detail: problem.message,
      cause: 'What voicectl.yaml declares can not be applied.',
      fix: [{ text: problem.fix }],
    }
  const fix = [{ text: 'Look at what would be written, and write it', command: 'voicectl sip apply' }]
  if (missing.length > 0) {
    return {
      status: 'fail',
      detail: `The server lacks ${shown(missing)}, which voicectl.yaml declares`,
      cause: isEmpty
        ? 'It has no trunk and no rule at all: they were never applied, or Redis has lost them. A Redis without a volume loses them with its container.'
        : 'Calls that they are for are dropped, or go elsewhere.',
      fix,
    }
  }
  if (differing.length > 0) {
    return {
      status: 'warn',
      detail: `The server has ${shown(differing)} otherwise than voicectl.yaml declares`,
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
