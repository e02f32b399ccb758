import { nodeAt } from '../config-node.ts'
import { isSameSite } from '../net/services.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'env.url-name',
  severity: 'error',
  summary: 'LIVEKIT_URL for a program that reads LIVEKIT_WS_URL',
  story: `Agents and pages read LIVEKIT_URL. livekit-sip, livekit-egress and livekit-ingress read \`ws_url\` of their config, or LIVEKIT_WS_URL: LIVEKIT_URL means nothing to them.

livekit-sip starts all the same and says nothing. It finds out with the first call, which rings and dies, because it has no server to bring the caller to. Egress fails with the first recording.

Give it LIVEKIT_WS_URL, or \`ws_url\` in its config.`,
  *find(facts) {
    for (const service of facts.all('service')) {
      if (service.user !== 'sip' && service.user !== 'egress' && service.user !== 'ingress') continue
      const env = facts.all('env').filter(({ site }) => isSameSite(site, service.site))
      const wrong = env.find(({ name, value }) => name === 'LIVEKIT_URL' && value?.value !== '')
      const configs = facts.all('config').filter(({ site, of }) => of === service.user && isSameSite(site, service.site))
      const says = configs.some(({ node }) => nodeAt(node, 'ws_url'))
      // A config that is elsewhere may well name it.
      const elsewhere =
        configs.length === 0 &&
        (env.some(({ name }) => /_CONFIG_(?:FILE|BODY)$/.test(name)) || /--?config|\.ya?ml/.test(service.command?.value ?? ''))
      if (!wrong || says || elsewhere || env.some(({ name }) => name === 'LIVEKIT_WS_URL')) continue
      yield {
        message: `${service.name} gets LIVEKIT_URL, and livekit-${service.user} reads LIVEKIT_WS_URL`,
        why:
          service.user === 'sip'
            ? 'It starts without a server to connect to; each call rings and dies.'
            : 'It starts without a server to connect to; the first job fails.',
        fix: { text: 'Call the variable LIVEKIT_WS_URL' },
        places: [wrong.at],
      }
    }
  },
}
