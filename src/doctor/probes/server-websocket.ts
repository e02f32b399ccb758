import { UpgradeRefused } from '../../platform/raw-web-socket.ts'
import { connectionTrouble } from '../../core/connection-trouble.ts'
import { errorCode, logsFix } from '../fixes.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import { joined } from '../server.ts'
import type { Subject } from '../subject.ts'
import { worstOf } from '../worst.ts'

/** Whether a WebSocket comes through to LiveKit, at each address that browsers and programs use: proxies drop the upgrade. */
export const probe: Probe = {
  id: 'server.websocket',
  title: 'WebSocket to LiveKit',
  after: ['server.auth', 'tls.certificate'],
  timeoutMs: 6000,
  needs: ({ serverUrl, keys }) => {
    if (serverUrl === null) return 'no file says where LiveKit is'
    return keys.length === 0 ? 'no file holds a key and secret' : true
  },
  run: async (subject, tools, signal) => {
    const urls = [...new Set([subject.browserUrl, subject.serverUrl])].filter((url) => url !== null)
    return worstOf(await Promise.all(urls.map((url) => look(url, subject, { tools, signal }))))
  },
}

async function look(url: string, subject: Subject, run: { tools: Tools; signal: AbortSignal }): Promise<ProbeResult> {
  try {
    await joined(url, subject, run)
    return { status: 'pass', detail: `A WebSocket opens at ${url}` }
  } catch (error) {
    if (error instanceof UpgradeRefused) return refused(url, subject, error)
    return {
      status: 'fail',
      detail: `No WebSocket opens at ${url}: ${connectionTrouble(errorCode(error))}`,
      cause: 'Browsers and the agent reach LiveKit by a WebSocket only; without it no call begins.',
      fix: [{ text: 'See what answers there', command: `curl -iv ${url.replace(/^ws/, 'http')}/rtc` }, logsFix(subject, 'livekit')],
    }
  }
}

function refused(url: string, subject: Subject, { status, body }: UpgradeRefused): ProbeResult {
  if (status === 404 && /room/i.test(body)) {
    return { status: 'unknown', detail: `${url} makes no rooms by itself (room.auto_create is off), so none could be joined for a look` }
  }
  if (status === 401 || status === 403) {
    return {
      status: 'fail',
      detail: `${url} refuses to let a token of this stack join (${status})`,
      cause: joinCause,
      fix: [logsFix(subject, 'livekit')],
    }
  }
  if (status >= 502 && status <= 504) {
    return {
      status: 'fail',
      detail: `The proxy at ${url} gets no answer from LiveKit (${status})`,
      cause: 'It sends the WebSocket to a port where nobody answers.',
      fix: [logsFix(subject, 'livekit')],
    }
  }
  // LiveKit itself says 404 to a request for /rtc that is no upgrade.
  return {
    status: 'fail',
    detail: `The WebSocket upgrade does not get through to LiveKit at ${url} (${status})`,
    cause: 'A proxy before LiveKit drops the Upgrade header, so requests for settings work and calls do not begin.',
    fix: [
      {
        text: 'Pass the upgrade on; in nginx: proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade, proxy_set_header Connection "upgrade". Caddy does it by itself',
      },
      { text: 'Look again', command: 'voicectl doctor --only server.websocket' },
    ],
  }
}

const joinCause = 'The key is accepted elsewhere and not here: two servers behind one name, or a proxy with a login of its own.'
