import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { diffOf } from '../../core/diff.ts'
import { Failure } from '../../core/failure.ts'
import type { Terminal } from '../../output/terminal.ts'
import { writeFileAtomic } from '../../platform/files.ts'
import { SipServer } from '../../sip/apply/run.ts'
import { masked } from '../../sip/masked.ts'
import type { PullAnswer } from '../../sip/pull-answer.ts'
import { pullSip, type PullResult } from '../../sip/pull.ts'
import { patchEnvFile } from '../../stack/env-file.ts'
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
  const result = pullSip({ config: stack?.config ?? null, env: stack?.env ?? new Map(), stored, prune: flags.prune, owner: target.owner })
  const answer = {
    server: target.access.url,
    state: flags.showSecrets ? stored : masked(stored),
    changed: result.changes.map(({ label }) => label),
    missing: result.missing,
    others: result.others,
    secrets: [...result.secrets.keys()],
  }
  if (stack === null) return { ...answer, diff: '', block: blockOf(result), written: false }
  const { before, after } = await patched(known, result)
  const changes = before !== after || result.secrets.size > 0
  if (changes && !flags.dryRun) await writeAll(known, { after, result })
  return { ...answer, diff: changes ? diffOf(STACK_FILE, before, after) : '', block: null, written: changes && !flags.dryRun }
}

async function patched({ dir, cloud }: KnownServer, { changes }: PullResult): Promise<{ before: string; after: string }> {
  const before = await readStackFile(dir)
  if (changes.length === 0) return { before, after: before }
  const after = patchSipBlock(before, changes, { telephony: !cloud })
  const { problems } = parseStack(after, STACK_FILE)
  if (problems.length > 0) throw notDeclarable(problems)
  return { before, after }
}

async function writeAll({ dir }: KnownServer, { after, result }: { after: string; result: PullResult }): Promise<void> {
  if (result.secrets.size > 0) {
    const file = path.join(dir, ENV_FILE)
    const text = await readFile(file, 'utf8').catch(() => '')
    await writeFileAtomic(file, patchEnvFile(text, Object.fromEntries(result.secrets)), 0o600)
  }
  await writeFileAtomic(path.join(dir, STACK_FILE), after)
}

function blockOf({ changes }: PullResult): string {
  const items: Partial<Record<'inbound' | 'outbound' | 'dispatch', DeclaredItem[]>> = {}
  for (const { kind, item } of changes) if (item) (items[blockOfKind[kind]] ??= []).push(item)
  return sipBlockText(items)
}

function notDeclarable(problems: Failure['problems']): Failure {
  return new Failure({
    code: 'SIP_NOT_DECLARABLE',
    message: 'The server has something that voicectl.yaml can not say; nothing was written',
    problems,
    fix: [{ text: 'Mend it on the server, or delete it there', command: 'voicectl sip trunk list' }],
  })
}
