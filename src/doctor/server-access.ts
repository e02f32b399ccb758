import type { ServerAccess } from '../livekit/server-api.ts'
import type { Subject } from './subject.ts'

/** Where and with what LiveKit's API is asked: the stack's own key, else the agent's, else any. Null where the files don't say. */
function serverAccess({ serverUrl, keys }: Subject): ServerAccess | null {
  const of = (name: string) => keys.find(({ user }) => user.split(', ').includes(name))
  const pair = of('stack') ?? of('agent') ?? keys[0]
  return serverUrl === null || pair === undefined ? null : { url: serverUrl, key: pair.key, secret: pair.secret }
}

/** The same for probes whose `needs` asked for it. */
export function requiredAccess(subject: Subject): ServerAccess {
  const access = serverAccess(subject)
  if (access === null) throw new Error(NO_ACCESS)
  return access
}

/** For `needs`: true, or why the API can't be asked. */
export function needsAccess(subject: Subject): true | string {
  return serverAccess(subject) === null ? NO_ACCESS : true
}

const NO_ACCESS = 'no file says where LiveKit is and which key it takes'
