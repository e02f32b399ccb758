import { folderOf, sameStack } from '../folder-view.ts'
import type { Facts, Site } from '../facts.ts'
import { isCloud } from '../net/hosts.ts'
import { parseLiveKitUrl } from '../net/livekit-url.ts'
import type { Rule } from '../rule.ts'

const PLUGIN = /^(?:@livekit\/noise-cancellation(?:-\w+)?|livekit-plugins-noise-cancellation|@livekit\/krisp-noise-filter)$/

export const rule: Rule = {
  id: 'agent.cloud-only-plugin',
  severity: 'warning',
  summary: 'noise cancellation that works with LiveKit Cloud only, with a server of one’s own',
  story: `The noise cancellation that LiveKit offers as a package (BVC, BVCTelephony, NC) is Krisp's and part of LiveKit Cloud: the package asks the server for permission, and a server of one's own has none to give. The agent logs \`audio filter cannot be enabled: LiveKit Cloud is required\`, or the track of the caller stays silent, depending on the version.

\`krisp_enabled\` on a trunk or dispatch rule has no effect there either.

Leave it out when the server is one's own: no \`noise_cancellation=\` in RoomInputOptions. Silero's VAD and the browser's own noise suppression go without Cloud.`,
  *find(facts) {
    for (const { name, at } of facts.all('package')) {
      if (!PLUGIN.test(name)) continue
      const server = ownServer(facts, { service: null, network: 'unknown', stack: folderOf(at.file) })
      if (!server) continue
      yield {
        message: `${name} works with LiveKit Cloud only, and this stack has a server of its own`,
        why: 'The agent logs `audio filter cannot be enabled: LiveKit Cloud is required`, and callers may not be heard.',
        fix: { text: 'Leave noise cancellation out of the agent, or use LiveKit Cloud' },
        places: [at, server],
      }
    }
  },
}

/** Where it shows that the stack has a server of its own; null where it has none, or where a URL leads to LiveKit Cloud. */
function ownServer(facts: Facts, site: Site) {
  const urls = facts.all('livekit-url').filter((url) => sameStack(url.site, site))
  if (urls.some(({ url }) => isCloud(parseLiveKitUrl(url)?.host ?? ''))) return null
  const config = facts.all('config').find((one) => one.of === 'livekit' && sameStack(one.site, site))
  const service = facts.all('service').find((one) => one.user === 'livekit' && sameStack(one.site, site))
  return config?.node.at ?? service?.at ?? null
}
