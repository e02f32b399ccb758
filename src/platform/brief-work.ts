/**
 * What V8 does ahead of time pays in programs that run for long. Ours has many functions and regular expressions that are used a few times each, and
 * a regular expression is compiled to bytecode, with a pass that shortens it, at its first use, and to machine code at its second; a function is
 * optimised at its four hundredth call, by threads that take memory and processors from us.
 */
const FOR_BRIEF = ['--no-regexp-peephole-optimization', '--regexp-tier-up-ticks=50', '--invocation-count-for-maglev=10000']
const AS_EVER = ['--regexp-peephole-optimization', '--regexp-tier-up-ticks=1', '--invocation-count-for-maglev=400']
/** V8 complains on stderr of a flag that it doesn't know; that of this Node knows them, and has these values by itself. */
const KNOWN = 24

/**
 * Does work that loads no module: with other flags than the usual ones V8 takes no code from any cache, so they are the
 * usual ones again afterwards.
 */
export function briefly<Result>(work: () => Result): Result {
  if (Number.parseInt(process.versions.node, 10) !== KNOWN) return work()
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  for (const flag of FOR_BRIEF) setFlagsFromString(flag)
  try {
    return work()
  } finally {
    for (const flag of AS_EVER) setFlagsFromString(flag)
  }
}
