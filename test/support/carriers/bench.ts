import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { z } from 'zod'
import type { CarrierAnswer } from '../../../src/sip/carriers/answer.ts'
import { answerOf } from '../../../src/sip/carriers/answer.ts'
import type { CarrierSession } from '../../../src/sip/carriers/carrier.ts'
import { applyRun, isAskable, openRun, planRun, type AskableRun } from '../../../src/sip/carriers/run.ts'
import { stackSchema } from '../../../src/stack/schema.ts'
import type { Undo } from '../undo.ts'

type SipInput = NonNullable<z.input<typeof stackSchema>['sip']>

export const NUMBER = '+15105550100'
export const SIP_PASSWORD = 'Correct4Horse9Battery'

/** A stack whose `sip` block is given, with a carrier that is asked at `url`. */
export function stackOf(sip: SipInput, env: Record<string, string> = {}) {
  const config = stackSchema.parse({
    version: 1,
    name: 'my-stack',
    target: 'self-hosted',
    livekit: { domain: 'livekit.example.com' },
    web: { domain: 'app.example.com' },
    telephony: { enabled: true },
    sip,
  })
  const all = { LIVEKIT_API_KEY: 'APIbench', LIVEKIT_API_SECRET: 'a-livekit-secret-of-32-characters!', SIP_PASSWORD, ...env }
  return { config, env: new Map(Object.entries(all)) }
}

export interface Bench {
  dir: string
  /** How long the carrier was waited for, in ms each. */
  pauses: number[]
  open(stack: ReturnType<typeof stackOf>): Promise<AskableRun>
  plan(stack: ReturnType<typeof stackOf>, options?: { rewriteSecrets?: boolean }): Promise<CarrierAnswer>
  apply(stack: ReturnType<typeof stackOf>, options?: { rewriteSecrets?: boolean; stop?: AbortSignal }): Promise<CarrierAnswer>
}

/** A stack's folder in which plans are made and carried out, without a second lost in waiting. */
export async function newBench(undo: Undo): Promise<Bench> {
  const dir = undo.add(await mkdtemp(path.join(tmpdir(), 'voicectl-carrier-')), (folder) => rm(folder, { recursive: true, force: true }))
  const pauses: number[] = []
  const session: CarrierSession = {
    pause: async (ms) => {
      pauses.push(ms)
    },
    signal: new AbortController().signal,
  }
  const open = async (stack: ReturnType<typeof stackOf>) => {
    const run = await openRun({ ...stack, dir }, session)
    if (!isAskable(run)) throw new Error('it is set up by hand')
    return run
  }
  return {
    dir,
    pauses,
    open,
    plan: async (stack, { rewriteSecrets = false } = {}) => {
      const run = await open(stack)
      return answerOf(run.want, (await planRun(run, { rewriteSecrets })).plan, null)
    },
    apply: async (stack, { rewriteSecrets = false, stop = new AbortController().signal } = {}) => {
      const run = await open(stack)
      return applyRun(run, await planRun(run, { rewriteSecrets }), stop)
    },
  }
}

/** `create trunk my-stack: done` for each change of an answer. */
export function said({ changes }: CarrierAnswer): string[] {
  return changes.map(({ action, kind, name, outcome }) => `${action} ${kind} ${name}: ${outcome}`)
}
