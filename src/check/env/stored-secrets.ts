import type { Place } from '../../core/place.ts'
import { textOf } from '../config-node.ts'
import type { Facts, Stated } from '../facts.ts'
import { isOpen } from '../net/livekit-url.ts'
import { isStandIn, looksGenerated } from './names.ts'

export interface StoredSecret {
  /** What it is, for a sentence: `LIVEKIT_API_SECRET`, `The API secret`. */
  what: string
  value: string
  at: Place
}

const SHORTEST = 8

/** The real secrets that lie in files, each where its value stands; not what only hands one on, nor what stands in for one. */
export function storedSecrets(facts: Facts): StoredSecret[] {
  const found = new Map<string, StoredSecret>()
  const add = (what: string, stated: Stated | null | undefined, isReal = isRealSecret) => {
    // Behind `${NAME}` the value stands elsewhere, and that place has a fact of its own.
    if (!stated || stated.through?.length || !isReal(stated.value)) return
    const key = `${stated.at.file}:${stated.at.line}:${stated.at.column}`
    if (!found.has(key)) found.set(key, { what, value: stated.value, at: stated.at })
  }
  for (const env of facts.everywhere('env')) if (env.secret) add(env.name, env.value, env.in === 'example' ? looksGenerated : isRealSecret)
  for (const { secret } of facts.everywhere('api-pair')) add('The API secret', secret)
  for (const { password } of [...facts.everywhere('redis'), ...facts.everywhere('redis-server')]) add('The password of Redis', password)
  for (const { field } of facts.everywhere('trunk')) {
    const node = field('auth_password')
    const value = textOf(node)
    if (node && value !== undefined) add("The trunk's password", { value, at: node.at })
  }
  return [...found.values()]
}

/** True for a value that somebody could use; an unfilled `${NAME}` and the values of examples are none. */
export function isRealSecret(value: string): boolean {
  return value.length >= SHORTEST && !isOpen(value) && !isStandIn(value)
}
