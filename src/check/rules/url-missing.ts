import type { ApiPairFact, Facts, ServiceFact } from '../facts.ts'
import { folderOf, sameStack } from '../folder-view.ts'
import { clientPairs, urlsOf } from '../keys/pairs.ts'
import { isSameSite, serviceAt } from '../net/services.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

const NEEDS = ['agent', 'page', 'dashboard']
const URL_NAME = /^(?:NEXT_PUBLIC_|VITE_|REACT_APP_)?LIVEKIT_(?:\w+_)?(?:URL|HOST)(?:_\w+)?$/

export const rule: Rule = {
  id: 'url.missing',
  severity: 'error',
  summary: 'a program that has a key and secret, and no address of LiveKit',
  story: `Key and secret say who signs; LIVEKIT_URL says where to. LiveKit's libraries don't guess it: the agent worker in Python ends at its start with \`ws_url is required, or set LIVEKIT_URL environment variable\`; the one for Node goes to ws://localhost:7880, which in a container is the container itself; the token endpoint of a page hands out an empty server address.

livekit-sip and livekit-egress have a name of their own for it: \`ws_url\`, or LIVEKIT_WS_URL.

Where it is given by the shell or the platform that starts the program, name it without a value (\`LIVEKIT_URL:\` in a compose file), so that everybody sees it.`,
  *find(facts) {
    for (const pair of clientPairs(facts)) {
      const { key, secret, user, site, at } = pair
      if (!key || !secret || !NEEDS.includes(user) || hasUrl(facts, pair)) continue
      const service = serviceAt(facts, site)
      if (service && isOfOthers(service)) continue
      yield {
        message: `${site.service ?? at.file} has a LiveKit key and secret, and no LIVEKIT_URL`,
        why: 'It ends at its start, or looks for LiveKit where none is.',
        fix: { text: 'Set LIVEKIT_URL beside the key' },
        places: uniquePlaces([...placesOf(key), ...(service ? [service.at] : [])]),
        ...(site.service === null ? { severity: 'warning' as const } : {}),
      }
    }
  },
}

/** An image that nothing tells of may take the key for something else: to show it, to hand it on. */
function isOfOthers({ name, image, built }: ServiceFact): boolean {
  return !built && image !== null && !/agent|worker|assistant|bot|dashboard|front|page|web|token|livekit/i.test(`${name} ${image.value}`)
}

function hasUrl(facts: Facts, pair: ApiPairFact): boolean {
  if (urlsOf(facts, pair).length > 0) return true
  const { site, at } = pair
  const isIts = (env: { site: typeof site; at: typeof at }) =>
    isSameSite(env.site, site) || (site.service === null && folderOf(env.at.file) === folderOf(at.file))
  const named = facts
    .all('env')
    .some(
      (env) => URL_NAME.test(env.name) && env.in !== 'example' && (isIts(env) || (env.in === 'dockerfile' && sameStack(env.site, site))),
    )
  return named || facts.all('livekit-url').some((url) => isSameSite(url.site, site))
}
