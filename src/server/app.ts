import { hostname } from 'node:os'
import path from 'node:path'
import type { HttpBindings } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { packageRoot } from '../platform/package-root.ts'
import { browserUrl } from '../stack/derive.ts'
import type { Stack } from '../stack/load.ts'
import { hostNameOf, isAllowedHost, isAllowedOrigin, isLoopback } from './addresses.ts'
import { createCallDetails, inBothSpellings } from './call-details.ts'
import { pageConfig } from './page-config.ts'
import { pageHeaders } from './page-headers.ts'
import { createRateLimiter, type RateLimit } from './rate-limit.ts'
import { staticFiles } from './static-files.ts'
import { readTokenRequest } from './token-request.ts'

const LARGEST_BODY_BYTES = 64 * 1024
/** Nobody starts more calls than this by hand; a script soon waits. */
const RATE_LIMIT: RateLimit = { burst: 30, perMinute: 30 }

export interface AppOptions {
  stack: Stack
  /** The folder of the built page. */
  webRoot?: string
  rateLimit?: RateLimit
  /** Takes one line for each event. */
  log?: (line: string) => void
}

export type App = Hono<{ Bindings: HttpBindings; Variables: { pageHost: string } }>
type AppContext = Context<{ Bindings: HttpBindings; Variables: { pageHost: string } }>

/** The page, its configuration and the token endpoints of a stack. Holds no state but the rate limiter's. */
export function createApp({
  stack,
  webRoot = path.join(packageRoot, 'web', 'dist'),
  rateLimit = RATE_LIMIT,
  log = () => {},
}: AppOptions): App {
  const app: App = new Hono()
  guardHost(app, stack)
  guardOrigin(app)

  app.get('/api/health', (context) => context.json({ ok: true, name: stack.config.name }))
  app.get('/api/config', (context) => context.json(pageConfig(stack, context.get('pageHost'))))

  const limiter = createRateLimiter(rateLimit)
  const tooLarge = (context: Context) => refuse(context, 413, 'BODY_TOO_LARGE', `The body is larger than ${LARGEST_BODY_BYTES / 1024} KB`)
  const limitBody = bodyLimit({ maxSize: LARGEST_BODY_BYTES, onError: tooLarge })
  const answerWith = (status: 200 | 201) => async (context: AppContext) => {
    const waitSeconds = limiter.take(clientAddress(context, stack))
    if (waitSeconds > 0) {
      context.header('Retry-After', String(waitSeconds))
      return refuse(context, 429, 'TOO_MANY_CALLS', `Too many calls were started from here; try again in ${waitSeconds} seconds`)
    }
    const fields = context.req.method === 'GET' ? context.req.query() : await readJson(context)
    if (fields === undefined) return refuse(context, 400, 'BODY_NOT_JSON', 'The body is not valid JSON')
    const read = readTokenRequest(fields)
    if ('problem' in read) return refuse(context, 400, 'REQUEST_INVALID', read.problem)
    const details = await createCallDetails(stack, read.request, context.get('pageHost'))
    const { mode, language } = read.request.caller
    log(`token for ${details.roomName} (mode ${mode}, language ${language})`)
    return context.json(inBothSpellings(details), status)
  }
  // LiveKit's token endpoint answers 201; the seeds' and the older starters' details are a plain read.
  app.post('/api/token', limitBody, answerWith(201))
  app.get('/api/connection-details', answerWith(200))
  app.post('/api/connection-details', limitBody, answerWith(200))
  app.all('/api/token', (context) => refuseMethod(context, 'POST'))
  app.all('/api/connection-details', (context) => refuseMethod(context, 'GET, POST'))

  app.all('/api/*', (context) => refuse(context, 404, 'NOT_FOUND', `There is no ${context.req.path}`))
  app.route('/', staticFiles(webRoot))
  app.onError((error, context) => {
    log(`error: ${context.req.method} ${context.req.path}: ${error.message}`)
    return refuse(context, 500, 'INTERNAL', 'The server failed; its log has the cause')
  })
  return app
}

/** Refuses foreign host names, notes the good one, and puts the security headers on every answer. */
function guardHost(app: App, { config }: Stack): void {
  const binding = { bound: config.web.host, domain: config.web.domain, machine: hostname() }
  app.use(async (context, next) => {
    const host = hostNameOf(context.req.header('host'))
    const allowed = host !== null && isAllowedHost(host, binding)
    for (const [name, value] of Object.entries(pageHeaders(browserUrl(config, allowed ? host : undefined)))) context.header(name, value)
    if (!allowed) {
      return refuse(context, 403, 'HOST_REFUSED', 'The page is not served under this host name; web.domain in voicectl.yaml sets it')
    }
    context.set('pageHost', host)
    return next()
  })
}

/** Only our own page and pages from this machine may call the API from a browser; programs, which send no Origin, are free to. */
function guardOrigin(app: App): void {
  app.use('/api/*', async (context, next) => {
    context.header('Cache-Control', 'no-store')
    context.header('Vary', 'Origin')
    const origin = context.req.header('origin')
    if (origin === undefined) {
      const isForeign = context.req.header('sec-fetch-site') === 'cross-site'
      return isForeign ? refuse(context, 403, 'ORIGIN_REFUSED', 'Another site may not call this server') : next()
    }
    if (!isAllowedOrigin(origin, context.req.header('host'))) {
      return refuse(context, 403, 'ORIGIN_REFUSED', 'Another site may not call this server')
    }
    context.header('Access-Control-Allow-Origin', origin)
    if (context.req.method !== 'OPTIONS') return next()
    context.header('Access-Control-Allow-Methods', 'GET, POST')
    context.header('Access-Control-Allow-Headers', 'Content-Type')
    return context.body(null, 204)
  })
}

/** Whom to count a call against: the peer, or the one our own proxy on this machine names. */
function clientAddress(context: AppContext, { config }: Stack): string {
  const peer = (getConnInfo(context).remote.address ?? 'unknown').replace(/^::ffff:/, '')
  const forwarded = config.web.domain && isLoopback(peer) ? context.req.header('x-forwarded-for') : undefined
  // A proxy appends the address it saw; what stands before it is the client's own claim.
  return forwarded?.split(',').at(-1)?.trim() || peer
}

async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text()
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refuse(context: Context, status: ContentfulStatusCode, code: string, message: string) {
  return context.json({ error: { code, message } }, status)
}

function refuseMethod(context: Context, allowed: string) {
  context.header('Allow', allowed)
  return refuse(context, 405, 'METHOD_NOT_ALLOWED', `${context.req.path} takes ${allowed}`)
}
