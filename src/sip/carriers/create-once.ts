import type { CarrierClient } from './client.ts'
import type { CarrierRefusal } from './refusal.ts'

export interface Creation<T> {
  create: () => Promise<T>
  /** What is there under our name; null where nothing is. */
  find: () => Promise<T | null>
}

/** How often it is looked for what a lost answer may have told of: reads may be behind writes. */
const LOOKS = 3

/**
 * Creates something, once. Where the answer is lost it is looked up before it is asked for again, so that there are never two. Raises CarrierRefusal.
 */
export async function createOnce<T>(client: CarrierClient, { create, find }: Creation<T>): Promise<T> {
  try {
    return await create()
  } catch (error) {
    if (!(error as CarrierRefusal).mayBeDone) throw error
    const found = await lookFor(client, find)
    if (found !== null) return found
  }
  try {
    return await create()
  } catch (error) {
    if (!(error as CarrierRefusal).mayBeDone) throw error
    const found = await lookFor(client, find)
    if (found === null) throw error
    return found
  }
}

/** Looks several times, as reads may be behind writes. */
async function lookFor<T>(client: CarrierClient, find: () => Promise<T | null>): Promise<T | null> {
  for (let look = 1; look <= LOOKS; look++) {
    await client.settle(look)
    const found = await find()
    if (found !== null) return found
  }
  return null
}
