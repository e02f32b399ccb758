import { hostname } from 'node:os'
import { browserUrl } from '../stack/derive.ts'
import type { Stack } from '../stack/load.ts'
import { hostNameOf, isAllowedHost, isAllowedOrigin } from './addresses.ts'
import type { App } from './context.ts'
import { pageHeaders } from './page-headers.ts'
import { refuse } from './refuse.ts'

/** Refuses foreign host names, notes the good one, and puts the security headers on every answer. */
export function guardHost(app: App, { config }: Stack): void {
  const binding = { bound: config.web.host, domain: config.web.domain, machine: hostname() }
  app.use(async (context, next) => {
    const host = hostNameOf(context.req.header('host'))
    const allowed = host !== null && isAllowedHost(host, binding)
    for (const [name, value] of Object.entries(pageHeaders(browserUrl(config, allowed ? host : undefined)))) context.header(name, value)
    if (!allowed) {
      return refuse(context, 403, {
        code: 'HOST_REFUSED',
        message: 'The page is not served under this host name; web.domain in voicectl.yaml sets it',
      })
    }
    context.set('pageHost', host)
    return next()
  })
}

/** Only our own page and pages from this machine may call the API from a browser; programs, which send no Origin, are free to. */
export function guardOrigin(app: App): void {
  app.use('/api/*', async (context, next) => {
    context.header('Cache-Control', 'no-store')
    context.header('Vary', 'Origin')
    const origin = context.req.header('origin')
    if (origin === undefined) {
      const isForeign = context.req.header('sec-fetch-site') === 'cross-site'
      return isForeign ? refuse(context, 403, { code: 'ORIGIN_REFUSED', message: 'Another site may not call this server' }) : next()
    }
    if (!isAllowedOrigin(origin, context.req.header('host'))) {
      return refuse(context, 403, { code: 'ORIGIN_REFUSED', message: 'Another site may not call this server' })
    }
    context.header('Access-Control-Allow-Origin', origin)
    if (context.req.method !== 'OPTIONS') return next()
    context.header('Access-Control-Allow-Methods', 'GET, POST')
    context.header('Access-Control-Allow-Headers', 'Content-Type')
    return context.body(null, 204)
  })
}
