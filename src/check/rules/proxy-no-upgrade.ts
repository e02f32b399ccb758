import type { Facts, ProxyRouteFact } from '../facts.ts'
import { listed, uniquePlaces } from '../places.ts'
import { leadsToSignal } from '../proxies/upstream.ts'
import { readersOf } from '../proxies/readers-of.ts'
import type { Hit, Rule } from '../rule.ts'

const SETTINGS = {
  'upgrade-header': 'proxy_set_header Upgrade $http_upgrade;',
  'connection-header': 'proxy_set_header Connection "upgrade";',
  'http-1.1': 'proxy_http_version 1.1;',
  version: 'proxy_http_version 1.1;',
}

export const rule: Rule = {
  id: 'proxy.no-upgrade',
  severity: 'error',
  summary: "nginx does not let LiveKit's WebSockets through",
  story: `LiveKit's signalling is a WebSocket at \`/rtc\`, workers come by one at \`/agent\`. A WebSocket begins as an HTTP/1.1 request that asks for an upgrade, by the headers Upgrade and Connection. nginx takes both off a request before it passes it on, and until 1.29.7 speaks HTTP/1.0 to upstreams, which knows no upgrade.

The server then answers the request as plain HTTP: the client sees 400 or 426 instead of 101, and the page says that it can't connect, while \`https://…/\` in a browser shows OK.

Three lines in the location mend it. A \`proxy_set_header\` of the location's own takes away all those of the server around it, so that the lines have to stand together.

To be sure: \`voicectl doctor\` opens the WebSocket through the proxy.`,
  *find(facts) {
    for (const route of facts.all('proxy-route')) {
      if (route.by !== 'nginx' || route.layer !== 7 || route.lacks.length === 0 || !takesSignalling(facts, route)) continue
      const hit = hitFor(route, versionOf(facts, route))
      if (hit) yield hit
    }
  },
}

/** A path of its own may be there for the API alone, where no WebSocket comes. */
function takesSignalling(facts: Facts, route: ProxyRouteFact): boolean {
  return leadsToSignal(facts, route) && !/^\/(?:twirp|settings)\b/.test(route.path ?? '')
}

function hitFor({ lacks, at }: ProxyRouteFact, version: readonly number[] | null): Hit | null {
  const needed = isAtLeast(version, [1, 29, 7]) ? lacks.filter((lack) => lack !== 'version') : lacks
  if (needed.length === 0) return null
  const onlyVersion = needed.length === 1 && needed[0] === 'version'
  const lines = needed.map((lack) => SETTINGS[lack])
  return {
    message: onlyVersion
      ? 'nginx is not told to speak HTTP/1.1 to LiveKit, and before 1.29.7 speaks 1.0'
      : `nginx passes requests on to LiveKit without ${listed(needed.map((lack) => (lack === 'upgrade-header' ? 'the header Upgrade' : lack === 'connection-header' ? 'the header Connection' : 'HTTP/1.1')))}`,
    why: 'No WebSocket gets through: no page and no agent connects.',
    fix: { text: `Add to the location: ${lines.join(' ').replace(/;$/, '')}` },
    places: uniquePlaces([at]),
    ...(onlyVersion && version === null ? { severity: 'warning' as const } : {}),
  }
}

/** The release of the nginx that reads the file; null where the image does not say. */
function versionOf(facts: Facts, { at }: ProxyRouteFact): number[] | null {
  const image = readersOf(facts, at.file).find((service) => service.image?.value.includes('nginx'))?.image
  const tag = /:(\d+)\.(\d+)(?:\.(\d+))?/.exec(image?.value ?? '')
  return tag ? tag.slice(1).map((part) => Number(part ?? 99)) : null
}

function isAtLeast(version: readonly number[] | null, wanted: readonly number[]): boolean {
  if (!version) return false
  const index = wanted.findIndex((part, position) => part !== version[position])
  return index === -1 || (version[index] ?? 0) > (wanted[index] ?? 0)
}
