import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** The JSON of every error: {error: {code, message}}. */
export function refuse(context: Context, status: ContentfulStatusCode, error: { code: string; message: string }) {
  return context.json({ error }, status)
}

/** 405, with what the path takes: `GET, POST`. */
export function refuseMethod(context: Context, allowed: string) {
  context.header('Allow', allowed)
  return refuse(context, 405, { code: 'METHOD_NOT_ALLOWED', message: `${context.req.path} takes ${allowed}` })
}
