const MASK = '••••••'
const SHORTEST_SECRET = 6

/** Replaces every occurrence of each secret in `text`. Values shorter than six characters are left: masking them would mangle prose. */
export function maskSecrets(text: string, secrets: Iterable<string>): string {
  const known = [...secrets].filter((secret) => secret.length >= SHORTEST_SECRET).toSorted((a, b) => b.length - a.length)
  return known.reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
}
