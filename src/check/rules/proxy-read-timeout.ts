import { leadsToSignal } from '../proxies/upstream.ts'
import type { Rule } from '../rule.ts'

/** livekit-server sends a ping every 10 s on each WebSocket. */
const PING_SECONDS = 10

export const rule: Rule = {
  id: 'proxy.read-timeout',
  severity: 'warning',
  summary: "nginx hangs up on LiveKit's WebSockets between two pings",
  story: `nginx ends a connection when it gets no byte from the upstream for \`proxy_read_timeout\`, 60 seconds where nothing is set. On a WebSocket nothing need be said for long: a waiting worker, a listener in a quiet room.

livekit-server sends a ping every 10 seconds on each of them, so that the default is long enough. A timeout of 10 seconds or less, often taken over from a template for web pages, ends connections just before the ping: clients reconnect again and again, workers register and vanish, and calls that come in between are lost.

Set an hour, or leave it out.`,
  *find(facts) {
    for (const route of facts.all('proxy-route')) {
      if (!route.readTimeout || route.readTimeout.value > PING_SECONDS || !leadsToSignal(facts, route)) continue
      yield {
        message: `nginx hangs up on LiveKit after ${route.readTimeout.value} seconds of silence, and LiveKit pings every ${PING_SECONDS}`,
        why: 'Quiet connections end: workers and listeners are thrown out again and again.',
        fix: { text: 'Write proxy_read_timeout 1h;' },
        places: [route.readTimeout.at, route.at],
      }
    }
  },
}
