import * as fc from 'fast-check'
import { expect } from 'vitest'
import type { SipDispatchRule, SipKind, SipState } from '../../src/core/sip-resources.ts'
import { planSip } from '../../src/sip/apply/plan-sip.ts'
import { kinds } from '../../src/sip/kinds.ts'
import { withOwner } from '../../src/sip/owner.ts'
import { pullSip } from '../../src/sip/pull/pull-sip.ts'
import { fitsEnvFile, parseEnvFile, patchEnvFile } from '../../src/stack/env-file.ts'
import { effectiveEnv } from '../../src/stack/load.ts'
import { parseStack } from '../../src/stack/parse.ts'
import type { StackConfig } from '../../src/stack/schema.ts'
import { desiredSip } from '../../src/stack/sip/desired.ts'
import { patchSipBlock } from '../../src/stack/sip/patch-block.ts'

// A voicectl.yaml and its .env as texts, a server's state, and what `sip pull` and `sip plan` make of them without a server.

export const OWNER = 'mine'
export const ENV = `# ours
API_TOKEN=tok-123456
SIP_PASSWORD='it"s shared'
OPENAI_API_KEY=sk-openai
ONE=one-value
TWO=two-value
THREE='third value'
FOUR='{"four":4}'
`

/** What the server has once the file is applied, with ids. */
export function applied({ inbound, outbound, rules }: SipState): SipState {
  const idOf = (kind: SipKind, index: number) => `${kind === 'rules' ? 'SDR' : kind === 'inbound' ? 'ST_i' : 'ST_o'}_abcdef${index}`
  return structuredClone({
    inbound: inbound.map((each, index) => ({ ...each, sipTrunkId: idOf('inbound', index) })),
    outbound: outbound.map((each, index) => ({ ...each, sipTrunkId: idOf('outbound', index) })),
    rules: rules.map((each, index) => ({
      ...each,
      sipDispatchRuleId: idOf('rules', index),
      ...(each.trunkIds ? { trunkIds: [idOf('inbound', 0)] } : {}),
    })),
  })
}

export const ours = (stored: SipState): SipState => ({
  inbound: stored.inbound.map((each) => withOwner('inbound', each, OWNER)),
  outbound: stored.outbound.map((each) => withOwner('outbound', each, OWNER)),
  rules: stored.rules.map((each): SipDispatchRule => withOwner('rules', each, OWNER)),
})

const compare = { agreed: () => null, same: () => false, hidesSecrets: false }

/** Reading a file takes as long as all the rest. */
let last: { text: string; config: StackConfig } | null = null

export function parsed(text: string): StackConfig {
  if (last?.text === text) return last.config
  const { config, problems } = parseStack(text, 'voicectl.yaml')
  expect(problems, text).toEqual([])
  if (config === null) throw new Error(text)
  last = { text, config }
  return config
}

export const envOf = (text: string) => effectiveEnv(parseEnvFile(text), {})

export function pulled({ text, env }: { text: string; env: string }, stored: SipState, prune = false) {
  const result = pullSip({ config: parsed(text), env: envOf(env), stored, prune, owner: OWNER, hidesSecrets: false })
  // The very few values that no .env file can hold are refused, which is looked at elsewhere.
  fc.pre([...result.secrets.values()].every(fitsEnvFile))
  return {
    result,
    text: patchSipBlock(text, result.changes, { telephony: true }),
    env: patchEnvFile(env, Object.fromEntries(result.secrets)),
  }
}

export function planned(text: string, env: string, stored: SipState) {
  const { state: desired, missing } = desiredSip(parsed(text), envOf(env))
  expect(missing, text).toEqual([])
  return planSip({ desired, stored, owner: OWNER, scope: kinds, partial: false, prune: true, ...compare })
}
