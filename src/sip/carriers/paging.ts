import type { CarrierClient } from './client.ts'
import { UnlikeAnswer, type Reader } from './shape.ts'

/** A page of a list, and the path of the next one; null where it is the last. */
export interface Page<T> {
  items: T[]
  next: string | null
}

/** An account that has more than this many pages of one kind is taken for a server that never comes to an end. */
const MOST_PAGES = 200

/** All pages of a list. Raises CarrierRefusal. */
export async function allPages<T>(client: CarrierClient, path: string, read: Reader<Page<T>>): Promise<T[]> {
  const items: T[] = []
  const followed = new Set<string>()
  for (let next: string | null = path; next !== null && !followed.has(next);) {
    followed.add(next)
    const page: Page<T> = await client.get(next, followed.size === MOST_PAGES ? lastOf(read) : read)
    items.push(...page.items)
    next = page.next
  }
  return items
}

/** A page that has to be the last one. */
function lastOf<T>(read: Reader<Page<T>>): Reader<Page<T>> {
  return (value, at) => {
    const page = read(value, at)
    if (page.next !== null) throw new UnlikeAnswer(value, `page ${MOST_PAGES} of the list`, 'to be the last one')
    return page
  }
}

/** The path of a link to the next page, as it is or as a whole URL; null for none. Only that is followed: credentials go to no other host. */
export const nextIn: Reader<string | null> = (value, at) => {
  if (value === undefined || value === null || value === '') return null
  const url = typeof value === 'string' && URL.canParse(value, 'https://carrier.invalid') ? new URL(value, 'https://carrier.invalid') : null
  // Of other schemes the path need not begin with a slash, and would be the end of a host name.
  if (url && /^https?:$/.test(url.protocol)) return url.pathname + url.search
  throw new UnlikeAnswer(value, at, 'a link')
}
