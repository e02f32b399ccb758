import { isCloud, isPublic } from '../net/hosts.ts'
import { isSecure, urlText } from '../net/livekit-url.ts'
import { doorsOf } from '../net/server-ports.ts'
import { usedUrls } from '../net/used-urls.ts'
import { listed, placesOf, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

const CLOUD_PORT = 443

export const rule: Rule = {
  id: 'url.wrong-port',
  severity: 'error',
  summary: 'an address of LiveKit whose port is not the one it is reached at',
  story: `Signalling is one port: \`port\` in livekit.yaml, 7880 where nothing is set. Containers of the same network reach the server at that port; the machine itself reaches what \`ports:\` publishes it as; the world reaches the proxy, at 443 with TLS. An address without a port means 443 for wss:// and https://, and 80 for ws:// and http://.

7881 is media over TCP and 7882 media over UDP: neither answers a WebSocket.

The program says \`connection refused\`, or gets an answer of something else that listens there.

To be sure: \`curl http://<host>:<port>/\` answers \`OK\`.`,
  *find(facts) {
    for (const { fact, url } of usedUrls(facts)) {
      if (!/^(?:ws|http)s?$/.test(url.scheme)) continue
      const doors = isCloud(url.host)
        ? [{ port: CLOUD_PORT, tls: true, places: [] }]
        : doorsOf(facts, url.host, { site: fact.site, browser: fact.browser })
      if (!doors || doors.length === 0 || doors.some(({ port }) => port === url.port)) continue
      // Without TLS to a proxy that has it: url.scheme's.
      if (!url.hasPort && !isSecure(url) && isPublic(url.host) && doors.some(({ tls }) => tls)) continue
      const ports = listed(doors.map(({ port }) => String(port)))
      yield {
        message: `${fact.name} leads to port ${url.port} of ${url.host}, and LiveKit is reached at ${ports}`,
        why: 'Nothing of LiveKit answers there: what uses this address never connects.',
        fix: { text: `Write ${urlText({ ...url, port: doors[0]?.port ?? 7880, hasPort: true })}` },
        places: uniquePlaces([...placesOf(fact.url), ...doors.flatMap(({ places }) => places)]),
      }
    }
  },
}
