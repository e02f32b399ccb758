/** Names for a sentence: `a`, `a and b`, `a, b and c`. */
export function listed(names: Iterable<string>): string {
  const all = [...new Set(names)]
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}
