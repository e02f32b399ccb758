import { networkInterfaces } from 'node:os'
import { probeRoom, probeToken } from '../../livekit/probe-token.ts'
import type { MediaPath } from '../../livekit/media-message.ts'
import { mediaPath } from '../media-path.ts'
import type { Probe, ProbeResult } from '../probe.ts'
import type { Subject } from '../subject.ts'

/** A connection takes a second; WebRTC itself waits longer for the slowest way. */
const LIMIT_MS = 6000

/** A real connection as a client makes it, and the way its media takes: UDP, TCP, or through a TURN relay. */
export const probe: Probe = {
  id: 'media.udp',
  title: 'Media connection',
  after: ['server.auth'],
  timeoutMs: 10_000,
  needs: ({ serverUrl, keys }) => {
    if (serverUrl === null) return 'no file says where LiveKit is'
    return keys.length === 0 ? 'no file holds a key and secret' : true
  },
  run: async (subject, tools, signal) => {
    const [pair] = subject.keys
    const token = probeToken({ key: pair?.key ?? '', secret: pair?.secret ?? '', now: tools.now(), room: probeRoom() })
    const outcome = await mediaPath({ url: subject.serverUrl ?? '', token, limitMs: LIMIT_MS, signal })
    switch (outcome.stage) {
      case 'missing':
        return {
          status: 'unknown',
          detail: "no connection could be made: the agent's optional packages are not installed (npm install --include=optional)",
        }
      case 'unloaded':
        return { status: 'unknown', detail: `no connection could be made: ${outcome.reason}` }
      case 'refused':
        return silent(subject, `No media connection comes about: ${outcome.reason}`, hasNetwork())
      case 'no-path':
        return silent(subject, `No media comes through within ${LIMIT_MS / 1000} s`, hasNetwork())
      case 'connected':
        return outcome.path === null
          ? { status: 'unknown', detail: 'it connected, and WebRTC does not say by which way' }
          : judge(subject, outcome.path)
    }
  },
}

/** What the way that media took means. */
export function judge(subject: Subject, path: MediaPath): ProbeResult {
  const address = path.address.includes(':') ? `[${path.address}]` : path.address
  // What answered from an address that the server never named is told without it.
  const place = address === '' ? `port ${path.port} of the server` : `${address}:${path.port}`
  if (path.relayed) {
    return {
      status: 'warn',
      detail: `Media goes through a TURN relay (${path.protocol}), not straight to the server`,
      cause:
        'Neither UDP nor TCP comes through directly, also for callers in a place like this one. The relay adds delay and carries every call.',
      fix: [openPorts(subject)],
    }
  }
  if (path.protocol === 'tcp') {
    return {
      status: 'warn',
      detail: `Media goes over TCP to ${place}, because UDP does not come through`,
      cause: 'Over TCP each lost packet stops the sound until it has been sent again.',
      fix: [openPorts(subject)],
    }
  }
  return { status: 'pass', detail: `Media goes over UDP to ${place}, ${path.roundTripMs} ms there and back, seen from this machine` }
}

/** Whether this machine has an address that is not its own loopback. */
function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal))
}

/** Where no media came: why, as far as it can be known from here. */
export function silent(subject: Subject, detail: string, isOnNetwork: boolean): ProbeResult {
  if (!isOnNetwork) {
    return {
      status: 'fail',
      detail: `${detail}: this machine is in no network`,
      cause: 'WebRTC leaves the loopback interface out, so neither callers nor the agent on this machine get sound.',
      fix: [{ text: 'Connect this machine to a network; the internet is not needed' }],
    }
  }
  return {
    status: 'fail',
    detail,
    cause: 'Callers connect, hear nothing and are dropped after some seconds: the server names addresses or ports that cannot be reached.',
    fix: [
      { text: 'See which of its addresses answer', command: 'voicectl doctor --only media.ports' },
      openPorts(subject),
      { text: "Set livekit.nodeIp in voicectl.yaml (rtc.node_ip in livekit.yaml) to this host's address as callers see it" },
    ],
  }
}

function openPorts({ media }: Subject) {
  const { from, to } = media?.udp ?? { from: 50_000, to: 60_000 }
  const command = `sudo ufw allow ${from === to ? from : `${from}:${to}`}/udp`
  return { text: "Open the media ports for UDP, here and in the provider's firewall", command }
}
