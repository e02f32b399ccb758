import type { Facts, ServiceFact } from '../facts.ts'

/** True where a service mounts a file, by itself or with its folder. */
export function readsFile({ mounts }: ServiceFact, file: string): boolean {
  return mounts.some(
    ({ kind, source }) => kind === 'bind' && source !== null && source !== '' && (source === file || file.startsWith(`${source}/`)),
  )
}

/** The services that mount a file. */
export function readersOf(facts: Facts, file: string): ServiceFact[] {
  return facts.all('service').filter((service) => readsFile(service, file))
}
