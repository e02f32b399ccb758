import path from 'node:path'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { packageRoot } from '../platform/package-root.ts'
import type { Stack } from '../stack/load.ts'
import { isLoopback } from './addresses.ts'
import { createCallDetails, inBothSpellings } from './call-details.ts'
import type { App, AppContext } from './context.ts'
import { guardHost, guardOrigin } from './guards.ts'
import { pageConfig } from './page-config.ts'
import { createRateLimiter, type RateLimit } from './rate-limit.ts'
import { refuse, refuseMethod } from './refuse.ts'
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
  const tooLarge = (context: Context) =>
    refuse(context, 413, { code: 'BODY_TOO_LARGE', message: `The body is larger than ${LARGEST_BODY_BYTES / 1024} KB` })
  const limitBody = bodyLimit({ maxSize: LARGEST_BODY_BYTES, onError: tooLarge })
  const answerWith = (status: 200 | 201) => async (context: AppContext) => {
    const waitSeconds = limiter.take(clientAddress(context, stack))
    if (waitSeconds > 0) {
      context.header('Retry-After', String(waitSeconds))
      return refuse(context, 429, {
        code: 'TOO_MANY_CALLS',
        message: `Too many calls were started from here; try again in ${waitSeconds} seconds`,
      })
    }
    const fields = context.req.method === 'GET' ? context.req.query() : await readJson(context)
    if (fields === undefined) return refuse(context, 400, { code: 'BODY_NOT_JSON', message: 'The body is not valid JSON' })
    const read = readTokenRequest(fields)
    if ('problem' in read) return refuse(context, 400, { code: 'REQUEST_INVALID', message: read.problem })
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

  app.all('/api/*', (context) => refuse(context, 404, { code: 'NOT_FOUND', message: `There is no ${context.req.path}` }))
  app.route('/', staticFiles(webRoot, stack.config.name))
  app.onError((error, context) => {
    log(`error: ${context.req.method} ${context.req.path}: ${error.message}`)
    return refuse(context, 500, { code: 'INTERNAL', message: 'The server failed; its log has the cause' })
  })
  return app
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
