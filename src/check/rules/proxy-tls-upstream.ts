import { placesOf, uniquePlaces } from '../places.ts'
import { listenersBehind } from '../proxies/upstream.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'proxy.tls-upstream',
  severity: 'error',
  summary: 'a proxy that asks livekit-server for TLS, which it does not speak',
  story: `TLS ends at the proxy: it has the certificate, and hands on to livekit-server in plain HTTP. The signalling port of livekit-server speaks no TLS at all, and has no setting for it; \`turn.cert_file\` is for TURN alone.

With \`https://\` before the upstream the proxy starts a handshake, gets an answer that it can't read, and answers \`502 Bad Gateway\`.

Write \`http://\`, or, in a Caddyfile, the host and port alone. The connection stays within the machine or Docker's network.

To be sure: \`curl https://<public name>/\` answers \`OK\`.`,
  *find(facts) {
    for (const route of facts.all('proxy-route')) {
      const { upstream, host } = route
      const isServer = listenersBehind(facts, route).some(({ user, purpose }) => user === 'livekit' && purpose === 'signal')
      if (!upstream?.tls || !isServer) continue
      yield {
        message: `The proxy speaks TLS to LiveKit at ${upstream.host}:${upstream.port}, which takes plain HTTP`,
        why: 'The handshake fails, and the proxy answers 502 to every client.',
        fix: { text: `Write http://${upstream.host}:${upstream.port}` },
        places: uniquePlaces([upstream.at, ...placesOf(host)]),
      }
    }
  },
}
