/** True for what LiveKit's generators make as a key: API and some letters and digits. */
export function looksLikeKey(value: string): boolean {
  return /^API[A-Za-z0-9]{8,17}$/.test(value)
}

/** True for what is long and random enough to be a secret, and is no key by its form. */
export function looksLikeSecret(value: string): boolean {
  return /^[A-Za-z0-9+/=_-]{32,}$/.test(value) && !looksLikeKey(value)
}
