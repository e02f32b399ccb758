import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono } from 'hono'

interface Environment {
  Bindings: HttpBindings
  /** `pageHost`: the host name the page was opened under, one that is let in. */
  Variables: { pageHost: string }
}

export type App = Hono<Environment>
export type AppContext = Context<Environment>
