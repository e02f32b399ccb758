import type { Fix } from '../../core/failure.ts'
import { certificateOf, type SeenCertificate } from '../certificate.ts'
import { connectionTrouble } from '../../core/connection-trouble.ts'
import { errorCode } from '../fixes.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import type { Subject } from '../subject.ts'
import { worstOf } from '../worst.ts'

const DAY_MS = 86_400_000
/** Issuers' programs renew a month before the end; two weeks before, renewal has failed for a while. */
const WARN_DAYS = 14
const TLS_PORT = 443

/** The certificates that browsers and programs meet: known issuer, right name, days left. */
export const probe: Probe = {
  id: 'tls.certificate',
  title: 'TLS certificates',
  after: ['stack.running'],
  broken: 'the certificate is not to be trusted',
  timeoutMs: 6000,
  needs: (subject) => (places(subject).length === 0 ? 'nothing of this stack is served with TLS' : true),
  run: async (subject, tools, signal) => {
    return worstOf(await Promise.all(places(subject).map((place) => look(place, tools, signal))))
  },
}

interface Place {
  host: string
  port: number
}

function places({ serverUrl, browserUrl, pageUrl, turn, domains }: Subject): Place[] {
  const urls = [serverUrl, browserUrl, pageUrl].filter((url) => url !== null && /^(wss|https):/.test(url))
  const fromUrls = urls.map((url) => {
    const { hostname, port } = new URL((url ?? '').replace(/^wss/, 'https'))
    return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? TLS_PORT : Number(port) }
  })
  // LiveKit tells callers to come to 443 for TURN over TLS, whatever its own port is.
  const relay = turn?.domain && turn.tlsPort ? [{ host: turn.domain, port: TLS_PORT }] : []
  const named = domains.filter(({ of }) => of === 'livekit' || of === 'page').map(({ name }) => ({ host: name, port: TLS_PORT }))
  const all = [...fromUrls, ...relay, ...named.filter(({ host }) => !fromUrls.some((place) => place.host === host))]
  return [...new Map(all.map((place) => [`${place.host}:${place.port}`, place])).values()]
}

async function look({ host, port }: Place, tools: Tools, signal: AbortSignal): Promise<ProbeResult> {
  const name = port === TLS_PORT ? host : `${host}:${port}`
  try {
    return judge(name, host, { seen: await certificateOf({ host, port, ca: tools.ca, signal }), now: tools.now() })
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return nameless(name, host, code)
    return {
      status: 'fail',
      detail: `${name} shows no certificate: ${connectionTrouble(code)}`,
      cause: 'Browsers open microphones and WebSockets of a public page only with TLS, so no call begins there.',
      fix: [
        {
          text: 'Look at the proxy that is to serve it, and at ports 80 and 443 in the firewall',
          command: 'docker compose logs --tail 50 caddy',
        },
      ],
    }
  }
}

function nameless(name: string, host: string, code: string): ProbeResult {
  return {
    status: 'fail',
    detail: `${name} shows no certificate: ${connectionTrouble(code)}`,
    cause: 'The name is mistyped, or has no record yet; nobody outside finds the stack by it, and no certificate is given out for it.',
    fix: [
      { text: `Give ${host} an A or AAAA record with this host's address, or correct the name in the files` },
      { text: 'Look the name up', command: `getent hosts ${host}` },
    ],
  }
}

function judge(name: string, host: string, { seen, now }: { seen: SeenCertificate; now: number }): ProbeResult {
  const days = Math.floor((seen.validTo - now) / DAY_MS)
  const renew: Fix = { text: 'See why it was not renewed', command: 'docker compose logs --tail 100 caddy' }
  const show: Fix = {
    text: 'Look at it',
    command: `openssl s_client -connect ${host}:443 -servername ${host} </dev/null | openssl x509 -noout -text`,
  }
  const refusedBy = 'Browsers and LiveKit clients refuse the connection; no call begins.'
  if (seen.validTo <= now || seen.refusedFor === 'CERT_HAS_EXPIRED') {
    return {
      status: 'fail',
      detail: `The certificate of ${name} has expired on ${day(seen.validTo)}`,
      cause: refusedBy,
      fix: [renew, show],
    }
  }
  if (seen.validFrom > now) {
    return {
      status: 'fail',
      detail: `The certificate of ${name} is not valid before ${day(seen.validFrom)}`,
      cause: `${refusedBy} The clock of this machine may be behind.`,
      fix: [{ text: 'Set the clock by the network', command: 'sudo timedatectl set-ntp true' }, show],
    }
  }
  if (seen.refusedFor === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = seen.names.slice(0, 5).join(', ') || 'no name'
    return {
      status: 'fail',
      detail: `The certificate of ${name} is for ${names}`,
      cause: `${refusedBy} The proxy has no site of that name and shows another one's certificate.`,
      fix: [{ text: `Give the proxy a site for ${host}` }, show],
    }
  }
  if (seen.refusedFor !== null) {
    return {
      status: 'fail',
      detail: `The certificate of ${name} is not trusted: ${connectionTrouble(seen.refusedFor)}`,
      cause: refusedBy,
      fix: [{ text: 'Serve the whole chain of a certificate from a public issuer, as Caddy does by itself' }, renew, show],
    }
  }
  if (days < WARN_DAYS) {
    return {
      status: 'warn',
      detail: `The certificate of ${name} expires in ${days} day${days === 1 ? '' : 's'}, on ${day(seen.validTo)}`,
      cause: 'It should have been renewed by now; when it has expired no call begins.',
      fix: [renew, show],
    }
  }
  return { status: 'pass', detail: `${name} is good for ${days} days (${seen.issuer})` }
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
