import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const PREFIX = 'sealed:'
const IV_BYTES = 12
const TAG_BYTES = 16

/** A text that only who has the server's API secret can read: that one could ask the server for it, too. */
export function seal(text: string, apiSecret: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, keyFrom(apiSecret), iv)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** The text that was sealed; null where it was sealed with another secret, or is none. */
export function unseal(sealed: string, apiSecret: string): string | null {
  if (!sealed.startsWith(PREFIX)) return null
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url')
  try {
    const decipher = createDecipheriv(ALGORITHM, keyFrom(apiSecret), bytes.subarray(0, IV_BYTES))
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

function keyFrom(apiSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', apiSecret, '', 'voicectl sip snapshot', 32))
}
