import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { check } from '../../check/check.ts'
import type { Source } from '../../check/source.ts'
import { Failure } from '../../core/failure.ts'
import type { Finding } from '../../core/finding.ts'
import { columnWhenHidden, hideSecrets } from '../../core/hide-secrets.ts'
import type { Problem } from '../../core/problem.ts'
import { ENV_FILE, STACK_FILE } from '../../stack/load.ts'
import { telephonyRules } from './lint-sip.ts'

/** What the server's own state decides, and the plan tells. */
const LEFT_TO_PLAN = new Set(['dispatch.trunk-missing', 'dispatch.conflict', 'trunk.conflict'])

/** A worker of another project may be meant. */
const NEVER_FATAL = new Set(['dispatch.agent-unregistered'])

/**
 * What `check` says of the files that are about to be applied: their warnings. Raises SIP_CONFIG_FAULTY with all that the server would refuse, or take and
 * then lose calls by.
 */
export async function preflight(dir: string, files: readonly string[]): Promise<{ message: string; fix: string }[]> {
  const names = files.length > 0 ? files : [STACK_FILE, ENV_FILE].map((name) => path.join(dir, name))
  const sources = (await Promise.all(names.map((name) => sourceOf(name, dir)))).filter((source) => source !== null)
  const ids = telephonyRules().filter((id) => !LEFT_TO_PLAN.has(id))
  const { findings } = check({ sources, unread: [] }, { rules: ids, severity: 'warning' })
  const errors = findings.filter(({ id, severity }) => severity === 'error' && !NEVER_FATAL.has(id))
  if (errors.length > 0) throw faulty(errors, sources)
  return findings.map(({ message, fix }) => ({ message, fix: fix.text }))
}

async function sourceOf(file: string, dir: string): Promise<Source | null> {
  const text = await readFile(file, 'utf8').catch(() => null)
  const shown = path.relative(dir, path.resolve(file)).replaceAll(path.sep, '/')
  return text === null ? null : { path: shown, text, mode: null, git: 'none' }
}

function faulty(findings: readonly Finding[], sources: readonly Source[]): Failure {
  const texts = new Map(sources.map(({ path: name, text }) => [name, { written: text.split('\n'), hidden: hideSecrets(text) }]))
  const problems = findings.flatMap(({ id, message, places: [place] }): Problem[] => {
    if (!place) return []
    const { file, line, column } = place
    const [written = '', source = ''] = [texts.get(file)?.written[line - 1], texts.get(file)?.hidden[line - 1]]
    return [{ file, line, column, message: `${message} (${id})`, source, caret: columnWhenHidden(written, source, column) }]
  })
  const [only] = findings
  return new Failure({
    code: 'SIP_CONFIG_FAULTY',
    message:
      findings.length === 1
        ? 'One thing is wrong with what is to be applied'
        : `${findings.length} things are wrong with what is to be applied`,
    problems,
    ...(findings.length === 1 && only ? { why: only.why } : {}),
    fix: [
      ...(findings.length === 1 && only ? [only.fix] : []),
      { text: 'See why each matters, and what mends it', command: 'voicectl sip lint' },
    ],
    exit: 2,
  })
}
