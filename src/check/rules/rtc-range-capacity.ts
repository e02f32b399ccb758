import { nodeAt, type ConfigNode } from '../config-node.ts'
import { sameStack } from '../folder-view.ts'
import { rtpRange } from '../readers/config-facts/sip-facts.ts'
import type { Hit, Rule } from '../rule.ts'
import { integerOf, stringOf } from '../schemas/refusal.ts'

/** A caller and the agent, each with two ports. */
const PORTS_A_CALL = 4
const FEW_CALLS = 10
const SOME_CALLS = 25

export const rule: Rule = {
  id: 'rtc.range.capacity',
  severity: 'warning',
  summary: 'a range of media ports that is full after a few calls',
  story: `With a range of ports livekit-server takes about two for each participant. A call of one caller with one agent are two participants: four ports. The eleven ports 50000 to 50010 carry two calls; the third connects, and its sound does not. The server logs no warning of it.

livekit-sip takes a port of \`rtp_port\` for each phone call, and holds it for half a minute and up to ten after the call, so that stray packets of the last call reach nobody else.

Make the range as large as calls may be at once, with room to spare, and open the same range in the firewall. Or use one port for all media of the server, \`rtc.udp_port: 7882\`, instead of a range.`,
  *find(facts) {
    const local = facts.all('stack').filter(({ target }) => target === 'local')
    for (const config of facts.all('config')) {
      const hit = config.of === 'livekit' ? serverHit(config.node) : config.of === 'sip' ? phoneHit(config.node) : null
      if (hit) yield { ...hit, ...(local.some(({ site }) => sameStack(site, config.site)) ? { severity: 'info' as const } : {}) }
    }
  },
}

function serverHit(root: ConfigNode): Hit | null {
  const [start, end] = [nodeAt(root, 'rtc', 'port_range_start'), nodeAt(root, 'rtc', 'port_range_end')]
  const [from, to] = [integerOf(start, 0), integerOf(end, 0)]
  if (!start || !end || from <= 0 || to < from || to > 65_535) return null
  const hit = hitFor(to - from + 1, PORTS_A_CALL)
  if (!hit) return null
  const fix = { text: 'Widen the range, or set `rtc.udp_port: 7882` instead of it' }
  return { ...hit, message: `The range of media ports carries ${hit.message}`, fix, places: [end.at, start.at] }
}

function phoneHit(root: ConfigNode): Hit | null {
  const node = nodeAt(root, 'rtp_port')
  const { from, to } = rtpRange(stringOf(node))
  if (!node || !(to >= from) || to > 65_535) return null
  const hit = hitFor(to - from + 1, 1)
  const fix = { text: 'Widen the range: one port for each call, and some to spare' }
  return hit && { ...hit, message: `The range of RTP ports carries ${hit.message}`, fix, places: [node.at] }
}

function hitFor(ports: number, portsACall: number): (Pick<Hit, 'why' | 'severity'> & { message: string }) | null {
  const calls = Math.floor(ports / portsACall)
  if (calls >= SOME_CALLS) return null
  const message = calls === 0 ? 'not even one call' : calls === 1 ? 'one call at a time' : `${calls} calls at once`
  return {
    message,
    why: `${calls === 0 ? 'A' : 'The next'} call connects, and nobody hears anything.`,
    ...(calls >= FEW_CALLS ? { severity: 'info' as const } : {}),
  }
}
