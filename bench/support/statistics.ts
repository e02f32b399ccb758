export interface Summary {
  n: number
  median: number
  min: number
  max: number
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export function summarize(values: readonly number[]): Summary {
  return { n: values.length, median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

/** `715 ms (695-756, n=15)` */
export function formatSummary({ n, median: middle, min, max }: Summary): string {
  return `${Math.round(middle)} ms (${Math.round(min)}-${Math.round(max)}, n=${n})`
}

/**
 * The range in which the true median lies with a confidence of about 95 %, from the order of the values alone: it assumes no
 * distribution, and shows how much a noisy machine leaves open.
 */
export function medianInterval(values: readonly number[]): { low: number; high: number } {
  const sorted = values.toSorted((a, b) => a - b)
  const n = sorted.length
  const rank = Math.max(0, Math.floor((n - 1.96 * Math.sqrt(n)) / 2))
  return { low: sorted[rank] ?? Number.NaN, high: sorted[n - 1 - rank] ?? Number.NaN }
}
