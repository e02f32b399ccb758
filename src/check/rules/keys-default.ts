import { exposure } from '../keys/exposure.ts'
import { clientPairs, serverPairs } from '../keys/pairs.ts'
import { isDevPair } from '../keys/placeholder.ts'
import { listed, placesOf, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'keys.default',
  severity: 'error',
  summary: 'the development pair devkey and secret on a server for others',
  story: `\`devkey\` and \`secret\` are what \`livekit-server --dev\` takes and what every guide shows. On a laptop that is fine.

On a server that others reach they are no secret at all: anybody makes a token with \`lk token create --dev\`, joins any room, listens, speaks, and with SIP calls out at your expense. Scanners try this pair.

voicectl takes a stack to be for others when a proxy serves a public name, a URL names one, the server looks for its external address, the target is self-hosted, or the compose file is called so.

Make a new pair and put it into every place that has this one. To be sure: \`lk room list --dev --url <your URL>\` is refused.`,
  *find(facts) {
    const pairs = [...serverPairs(facts), ...clientPairs(facts)].filter(({ key, secret }) => isDevPair(key?.value, secret?.value))
    const exposed = pairs.flatMap((pair) => {
      const because = exposure(facts, pair.site)
      return because.length > 0 ? [{ pair, because }] : []
    })
    if (exposed.length === 0) return
    const places = placesOf(...exposed.map(({ pair }) => pair.secret ?? pair.key))
    yield {
      message: `The LiveKit key and secret of development are in ${listed(places.map(({ file }) => file))}, of a stack that others reach`,
      why: 'Everybody knows this pair: anybody can join, listen, record and call in your name.',
      fix: { text: 'Put a new key and secret into every place that has these', command: 'livekit-server generate-keys' },
      places: uniquePlaces([...places, ...(exposed[0]?.because ?? [])]),
    }
  },
}
