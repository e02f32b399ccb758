import { initializeLogger, JobProcess } from '@livekit/agents'
import { Failure } from '../core/failure.ts'
import { loadAgent } from './load-agent.ts'
import type { PreflightVerdict } from './preflight-message.ts'

// Does what a job process does before its first call, and tells how it went. Run by preflight.ts.
initializeLogger({ pretty: false, level: 'warn' })

async function preflight(): Promise<PreflightVerdict> {
  let stage: 'import' | 'prewarm' = 'import'
  try {
    const agent = await loadAgent()
    stage = 'prewarm'
    await agent.prewarm?.(new JobProcess())
    return { ok: true }
  } catch (error) {
    const { stack, message } = error instanceof Error ? error : new Error(String(error))
    return { ok: false, stage, stack: stack ?? message, failure: error instanceof Failure ? partsOf(error) : null }
  }
}

function partsOf({ code, message, why, fix, details }: Failure): Extract<PreflightVerdict, { ok: false }>['failure'] {
  return { code, message, why, fix, details }
}

process.send?.({ begun: true })
const result = await preflight()
process.send?.(result, () => process.exit(0))
