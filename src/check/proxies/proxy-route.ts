import type { ProxyRouteFact } from '../facts.ts'

type Needed = 'by' | 'site' | 'listen' | 'layer' | 'at'

/** A route with the usual where nothing else is said: any name and path, no upstream, upgrades by itself. */
export function proxyRoute(fields: Pick<ProxyRouteFact, Needed> & Partial<ProxyRouteFact>): ProxyRouteFact {
  return {
    what: 'proxy-route',
    host: null,
    path: null,
    upstream: null,
    endsTls: false,
    upgrade: null,
    lacks: [],
    readTimeout: null,
    ...fields,
  }
}
