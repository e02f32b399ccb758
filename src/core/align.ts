/** An entry of one list and what it became in another; null where there is none. */
export interface Aligned {
  before: number | null
  after: number | null
}

/** More comparisons than any list that is written by hand takes. */
const MOST = 4_000_000

/** Which entry of a list became which: equal ones keep their order, and those between them stand for one another as far as they go. */
export function align(before: number, after: number, same: (before: number, after: number) => boolean): Aligned[] {
  const kept = before * after > MOST ? [] : common(before, after, same)
  const aligned: Aligned[] = []
  let [b, a] = [0, 0]
  for (const next of [...kept, { before, after }]) {
    while (b < next.before || a < next.after) {
      aligned.push({ before: b < next.before ? b++ : null, after: a < next.after ? a++ : null })
    }
    if (next.before < before) aligned.push({ before: b++, after: a++ })
  }
  return aligned
}

/** The longest run of equal entries that both lists have in one order. */
function common(before: number, after: number, same: (b: number, a: number) => boolean): { before: number; after: number }[] {
  const width = after + 1
  const lengths = new Uint32Array((before + 1) * width)
  const at = (b: number, a: number) => lengths[b * width + a] ?? 0
  for (let b = before - 1; b >= 0; b--) {
    for (let a = after - 1; a >= 0; a--) {
      lengths[b * width + a] = same(b, a) ? at(b + 1, a + 1) + 1 : Math.max(at(b + 1, a), at(b, a + 1))
    }
  }
  const kept: { before: number; after: number }[] = []
  for (let [b, a] = [0, 0]; b < before && a < after;) {
    if (same(b, a)) kept.push({ before: b++, after: a++ })
    else if (at(b + 1, a) >= at(b, a + 1)) b++
    else a++
  }
  return kept
}
