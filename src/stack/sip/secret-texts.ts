/** What in an egress holds a password, a key, or an address that may have one in it: `s3.secret`, `streamOutputs[0].urls`. */
const IN_EGRESS = /key|secret|token|credential|pass|urls?$/i

/** True for a text of a trunk or rule, by its path in the `sip` block or in the protocol's JSON, that no file and no output may show. */
export function isSecretText(path: readonly string[]): boolean {
  const egress = path.indexOf('egress')
  const name = path.findLast((step) => !/^\d+$/.test(step)) ?? ''
  if (egress > 0 && path[egress - 1] === 'roomConfig') return IN_EGRESS.test(name) && egress < path.length - 1
  return path[0] === 'authPassword' || path[0] === 'headers' || (path[0] === 'rule' && name === 'pin')
}

/** A value with every text that stands in or below some fields changed. */
export function mapTextsIn<T>(value: T, fields: ReadonlySet<string>, change: (text: string) => string): T {
  const visit = (part: unknown, isWithin: boolean): unknown => {
    if (typeof part === 'string') return isWithin ? change(part) : part
    if (Array.isArray(part)) return part.map((item) => visit(item, isWithin))
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([name, child]) => [name, visit(child, isWithin || fields.has(name))]))
  }
  return visit(value, false) as T
}
