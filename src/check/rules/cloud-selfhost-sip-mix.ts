import { isCloud } from '../net/hosts.ts'
import { parseLiveKitUrl } from '../net/livekit-url.ts'
import { placesOf } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'cloud.selfhost-sip-mix',
  severity: 'error',
  summary: 'an own livekit-sip, egress or ingress that is to work with LiveKit Cloud',
  story: `livekit-sip, livekit-egress and livekit-ingress meet the server in a shared Redis. LiveKit Cloud has a Redis of its own that nobody else gets into: a service of one's own starts, connects to its own Redis, is healthy and is never asked for anything. LiveKit does not support the combination.

A carrier that sends calls to such a livekit-sip gets no dispatch rule back, and the call rings on; a recording is done by Cloud's own egress, or not at all.

With Cloud, take the service away and use what the project has: its SIP URI, \`sip:<project>.sip.livekit.cloud\`, as the carrier's target, and egress with a storage in the request. Or run a server of one's own beside the service, and set ws_url to that.

To be sure: \`voicectl sip trunk list\` and \`lk egress list\` of the Cloud project show what happens there.`,
  *find(facts) {
    for (const { user, url, name, browser } of facts.all('livekit-url')) {
      if (browser || (user !== 'sip' && user !== 'egress' && user !== 'ingress')) continue
      if (!isCloud(parseLiveKitUrl(url)?.host ?? '')) continue
      yield {
        message: `${name} of ${user} leads to LiveKit Cloud, which does not work with a ${user} service of one's own`,
        why: user === 'sip' ? 'Calls that reach it ring and are never answered.' : `The ${user} service is never asked for anything.`,
        fix: {
          text:
            user === 'sip'
              ? "Take the service away and send calls to the Cloud project's SIP URI, or run a LiveKit server of your own"
              : "Take the service away and use Cloud's own, or run a LiveKit server of your own",
        },
        places: placesOf(url),
      }
    }
  },
}
