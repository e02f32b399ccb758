import type { Facts } from '../facts.ts'
import { isCloud, isPublic } from '../net/hosts.ts'
import { isSecure, urlText } from '../net/livekit-url.ts'
import { doorsOf, type Door } from '../net/server-ports.ts'
import { stageOf } from '../net/stage.ts'
import { usedUrls, type UsedUrl } from '../net/used-urls.ts'
import { placesOf, textAt, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import type { Folder } from '../source.ts'

/** Scheme, and what follows it up to the port. */
const BEFORE_PATH = /(ws|http):\/\/((?:[^/?#@"']*@)?(?:\[[^\]]*\]|[^/?#:"'\s]*))(?::\d+)?/i
const CLOUD = [{ port: 443 }]
const KNOWN = ['ws', 'wss', 'http', 'https']

export const rule: Rule = {
  id: 'url.scheme',
  severity: 'error',
  summary: 'an address of LiveKit without a scheme, with one it does not speak, or without TLS where others can listen',
  story: `LiveKit is reached over ws:// or wss://, and its API over http:// or https:// at the same host and port; clients turn one into the other. Anything else ends with \`Invalid URL\` or \`unsupported protocol scheme\`. An address without a scheme ends so as well: \`livekit:7880\` is read as the scheme \`livekit\`.

livekit-server itself speaks no TLS. wss:// belongs to the proxy before it, ws:// to the server's own port: \`wss://localhost:7880\` ends with a handshake error, \`ws://livekit.example.com\` meets a proxy that redirects, and WebSocket clients don't follow.

Without TLS the token, and with it the right to join, can be read on the way. Browsers give a microphone only to pages with TLS, and such pages can't open ws:// at all.

To be sure: \`voicectl doctor\` opens the WebSocket as a client does.`,
  *find(facts, folder) {
    for (const used of usedUrls(facts)) {
      const hit = schemeHit(facts, used, folder)
      if (hit) yield hit
    }
  },
}

function schemeHit(facts: Facts, used: UsedUrl, folder: Folder): Hit | null {
  const { fact, url } = used
  const places = placesOf(fact.url)
  const { name } = fact
  if (url.scheme === '') {
    const doors = tlsDoors(facts, used)
    const plain = (text: string) => text.replace(/^(["']?)/, `$1ws://`)
    return {
      message: `${name} has no scheme`,
      why: 'Clients end with `Invalid URL`, or take the host for the scheme.',
      fix: { text: isPublic(url.host) ? `Write ${secureText(url, doors)}` : 'Put ws:// before it' },
      places,
      edits: edited(folder, used, (text) => (isPublic(url.host) ? secured(plain(text), url, doors) : plain(text))),
    }
  }
  if (!KNOWN.includes(url.scheme)) {
    return {
      message: `${name} has the scheme ${url.scheme}, which LiveKit does not speak`,
      why: 'Clients end with an error before they connect.',
      fix: { text: `Write ${urlText({ ...url, scheme: isPublic(url.host) ? 'wss' : 'ws' })}` },
      places,
    }
  }
  return isSecure(url) ? tlsHit(facts, used) : plainHit(facts, used, folder)
}

/** TLS to a port that speaks none. */
function tlsHit(facts: Facts, { fact, url }: UsedUrl): Hit | null {
  const doors = (doorsOf(facts, url.host, { site: fact.site, browser: fact.browser }) ?? []).filter(({ port }) => port === url.port)
  if (doors.length === 0 || doors.some(({ tls }) => tls)) return null
  return {
    message: `${fact.name} asks for TLS at the port of livekit-server, which speaks none`,
    why: 'The handshake fails, and nothing that uses this address connects.',
    fix: {
      text: `Write ${urlText({ ...url, scheme: url.scheme === 'https' ? 'http' : 'ws' })}, or the address of the proxy that has the certificate`,
    },
    places: uniquePlaces([...placesOf(fact.url), ...doors.flatMap(({ places }) => places)]),
  }
}

function plainHit(facts: Facts, used: UsedUrl, folder: Folder): Hit | null {
  const { fact, url } = used
  if (isCloud(url.host)) {
    return {
      message: `${fact.name} leads to LiveKit Cloud without TLS`,
      why: 'LiveKit Cloud takes no connection without TLS.',
      fix: { text: `Write ${secureText(url, CLOUD)}` },
      places: placesOf(fact.url),
      edits: edited(folder, used, (text) => secured(text, url, CLOUD)),
    }
  }
  if (!isPublic(url.host) || stageOf(fact.url.at.file) === 'development') return null
  const tls = tlsDoors(facts, used)
  return {
    message: `${fact.name} leads to the public host ${url.host} without TLS`,
    why: fact.browser
      ? 'Everybody on the way can read the token, and a page that is served with TLS, as the microphone needs, can not open it.'
      : 'Everybody on the way can read the token, and a proxy that redirects to TLS ends the connection.',
    fix: { text: `Write ${secureText(url, tls)}` },
    places: uniquePlaces([...placesOf(fact.url), ...tls.flatMap(({ places }) => places)]),
    ...(tls.length > 0 ? { edits: edited(folder, used, (text) => secured(text, url, tls)) } : { severity: 'warning' as const }),
  }
}

function tlsDoors(facts: Facts, { fact, url }: UsedUrl): Door[] {
  return (doorsOf(facts, url.host, { site: fact.site, browser: fact.browser }) ?? []).filter(({ tls }) => tls)
}

type Doors = readonly { port: number }[]

function secureText(url: UsedUrl['url'], doors: Doors): string {
  const port = securePort(url, doors)
  return urlText({ scheme: url.scheme === 'http' ? 'https' : 'wss', host: url.host, port: port ?? 443, hasPort: port !== null })
}

/** The port to write where TLS is spoken: the server's own speaks none. Null for the usual one. */
function securePort({ port, hasPort }: UsedUrl['url'], doors: Doors): number | null {
  const known = doors.find((door) => hasPort && door.port === port) ?? doors[0]
  const wanted = known?.port ?? (hasPort && port !== 80 ? port : 443)
  return wanted === 443 ? null : wanted
}

/** The written text with TLS, at the port that has it. */
function secured(text: string, url: UsedUrl['url'], doors: Doors): string {
  const port = securePort(url, doors)
  return text.replace(BEFORE_PATH, (_, scheme: string, host: string) => `${scheme}s://${host}${port === null ? '' : `:${port}`}`)
}

/** Only where the value stands as it is in its place. */
function edited({ sources }: Folder, { fact }: UsedUrl, change: (text: string) => string): Hit['edits'] & object {
  const { at, value, through } = fact.url
  const text = textAt(sources, at)
  return through === undefined && text.replace(/^(["'])(.*)\1$/, '$2') === value ? [{ kind: 'replace', at, text: change(text) }] : []
}
