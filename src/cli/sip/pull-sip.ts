import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { diffOf } from '../../core/diff.ts'
import { Failure, type FailureOptions } from '../../core/failure.ts'
import { writeInPlace } from '../../generate/apply-files.ts'
import type { Terminal } from '../../output/terminal.ts'
import { exists } from '../../platform/files.ts'
import { SipServer } from '../../sip/apply/run.ts'
import { masked } from '../../sip/masked.ts'
import type { PullAnswer } from '../../sip/pull/answer.ts'
import { pullSip, type PullInput, type PullResult } from '../../sip/pull/pull-sip.ts'
import { fitsEnvFile, patchEnvFile } from '../../stack/env-file.ts'
import { ENV_FILE, readStackFile, STACK_FILE } from '../../stack/load.ts'
import { parseStack } from '../../stack/parse.ts'
import type { KnownServer } from '../../stack/server-access.ts'
import { blockOfKind, type DeclaredItem } from '../../stack/sip/declare.ts'
import { patchSipBlock, sipBlockText } from '../../stack/sip/patch-block.ts'
import { secretsIn, sipTarget } from './sip-target.ts'

export interface PullFlags {
  dir: string
  dryRun: boolean
  prune: boolean
  showSecrets: boolean
}

/** Writes what a server has into the voicectl.yaml of a folder, and its secrets into .env. */
export async function pullIntoFolder(flags: PullFlags, terminal: Terminal): Promise<PullAnswer> {
  const { known, target } = await sipTarget(flags.dir, terminal)
  const server = await SipServer.open(target)
  const stored = await server.stored()
  if (!flags.showSecrets) terminal.hide(secretsIn(stored))
  const { stack } = known
  const { prune, showSecrets } = flags
  const input = {
    config: stack?.config ?? null,
    env: stack?.env ?? new Map(),
    stored,
    prune,
    owner: target.owner,
    hidesSecrets: target.cloud,
  }
  const result = pullSip(input)
  const answer = {
    server: target.access.url,
    state: showSecrets ? stored : masked(stored),
    changed: result.changes.map(({ label }) => label),
    missing: result.missing,
    others: result.others,
    secrets: [...result.secrets.keys()],
  }
  if (stack === null) return { ...answer, diff: '', ...alone(result, { showSecrets }), written: false }
  const files = await patched(known, { input, result })
  const { before, after } = files.stack
  const changes = before !== after || result.secrets.size > 0
  if (changes && !flags.dryRun) await writeAll(known, files)
  return {
    ...answer,
    diff: before === after ? '' : diffOf(STACK_FILE, before, after),
    block: null,
    env: null,
    written: changes && !flags.dryRun,
  }
}

interface Text {
  before: string
  after: string
}

interface PatchedFiles {
  stack: Text
  env: Text
}

/** Both files as they are to be. Raises SIP_NOT_DECLARABLE where they would not say what the server has. */
async function patched({ dir, cloud }: KnownServer, { input, result }: { input: PullInput; result: PullResult }): Promise<PatchedFiles> {
  const before = await readStackFile(dir)
  const env = await readFile(path.join(dir, ENV_FILE), 'utf8').catch(() => '')
  if (result.changes.length === 0) return { stack: { before, after: before }, env: { before: env, after: env } }
  const after = patchSipBlock(before, result.changes, { telephony: !cloud })
  const { config, problems } = parseStack(after, STACK_FILE)
  if (config === null) throw notDeclarable({ problems })
  const left = pullSip({ ...input, config, env: new Map([...input.env, ...result.secrets]) })
  if (left.changes.length > 0) throw notDeclarable({ details: left.changes.map(({ label }) => label) })
  return { stack: { before, after }, env: { before: env, after: envText(env, result) } }
}

async function writeAll({ dir }: KnownServer, { stack, env }: PatchedFiles): Promise<void> {
  if (env.before !== env.after) {
    const file = path.join(dir, ENV_FILE)
    // A file that is there keeps its permissions.
    await writeInPlace(file, env.after, (await exists(file)) ? undefined : 0o600)
  }
  if (stack.before !== stack.after) await writeInPlace(path.join(dir, STACK_FILE), stack.after)
}

function envText(text: string, { secrets }: PullResult): string {
  try {
    return patchEnvFile(text, Object.fromEntries(secrets))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const names = [...secrets].filter(([, value]) => !fitsEnvFile(value)).map(([name]) => name)
    throw notDeclarable({
      details: names.map((name) => `The text for ${name} has line breaks or quotes that no .env file can hold`),
      cause: error,
    })
  }
}

/** What a folder without a voicectl.yaml gets: the block, and what .env would hold where secrets are asked for. */
function alone(result: PullResult, { showSecrets }: { showSecrets: boolean }): Pick<PullAnswer, 'block' | 'env'> {
  return { block: blockOf(result), env: showSecrets && result.secrets.size > 0 ? envText('', result) : null }
}

function blockOf({ changes }: PullResult): string {
  const items: Partial<Record<'inbound' | 'outbound' | 'dispatch', DeclaredItem[]>> = {}
  for (const { kind, item } of changes) if (item) (items[blockOfKind[kind]] ??= []).push(item)
  return sipBlockText(items)
}

function notDeclarable(more: Pick<FailureOptions, 'problems' | 'details' | 'cause'>): Failure {
  return new Failure({
    code: 'SIP_NOT_DECLARABLE',
    message: 'The server has something that voicectl.yaml can not say; nothing was written',
    ...more,
    fix: [{ text: 'Mend it on the server, or delete it there', command: 'voicectl sip trunk list' }],
  })
}
