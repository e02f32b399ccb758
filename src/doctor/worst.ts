import type { ProbeResult, ProbeStatus } from './probe.ts'

const GRAVITY: readonly ProbeStatus[] = ['fail', 'warn', 'unknown', 'pass', 'skipped']

/** What several looks come to: the gravest status, with the details, causes and fixes of all that have it. */
export function worstOf(results: readonly ProbeResult[]): ProbeResult {
  const status = GRAVITY.find((one) => results.some((result) => result.status === one)) ?? 'unknown'
  const same = results.filter((result) => result.status === status)
  const causes = [...new Set(same.flatMap(({ cause }) => cause ?? []))]
  const fixes = new Map(same.flatMap(({ fix = [] }) => fix.map((each) => [`${each.text} ${each.command ?? ''}`, each] as const)))
  return {
    status,
    detail: [...new Set(same.map(({ detail }) => detail))].join('; '),
    ...(causes.length === 0 ? {} : { cause: causes.join(' ') }),
    ...(fixes.size === 0 ? {} : { fix: [...fixes.values()] }),
  }
}
