/** Edit distance (Levenshtein) of two short words. */
export function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/** The candidate nearest to a mistyped word, or null when none is near enough to be meant. */
export function suggest(word: string, candidates: Iterable<string>): string | null {
  const nearest = [...candidates]
    .map((candidate) => ({ candidate, cost: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.cost - b.cost)[0]
  return nearest && nearest.cost <= Math.max(2, Math.floor(word.length / 3)) ? nearest.candidate : null
}
