import type { Route } from './route.ts'

/** One of the agents that a call can be routed to: data only, in its own language. */
export interface Specialist {
  route: Route
  /** The first words of a call. */
  greeting: string
  /** The system message of every turn. */
  instructions: string
}
