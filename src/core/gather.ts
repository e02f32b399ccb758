/** The values of each key, in their order. */
export function gather<Key, Value>(entries: Iterable<readonly [Key, Value]>): Map<Key, Value[]> {
  const gathered = new Map<Key, Value[]>()
  for (const [key, value] of entries) {
    const known = gathered.get(key)
    if (known) known.push(value)
    else gathered.set(key, [value])
  }
  return gathered
}
