import { isContainerName, isDockerHost } from '../net/hosts.ts'
import { servicesNamed } from '../net/services.ts'
import { usedUrls } from '../net/used-urls.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'url.container-name-in-browser',
  severity: 'error',
  summary: 'browsers get a container name as the address of LiveKit',
  story: `The name of a container is known to the other containers of its network and to nobody else. A browser runs on the caller's machine: it asks the DNS for \`livekit\`, finds nothing, and the page says that it can't connect, with \`ERR_NAME_NOT_RESOLVED\` in the console.

The two addresses are easily taken for one another, as the same server has both: agent and token endpoint use \`ws://livekit:7880\` within Docker, browsers the published port or the public name.

Locally write \`ws://localhost:7880\`, with 7880 published. For others write \`wss://\` and the name that the proxy serves. Values of NEXT_PUBLIC_ and VITE_ variables are put into the page by its build, so build it again.`,
  *find(facts) {
    for (const { fact, url } of usedUrls(facts)) {
      if (!fact.browser || !(isContainerName(url.host) || isDockerHost(url.host))) continue
      yield {
        message: `${fact.name} gives browsers ${url.host}, a name that only containers know`,
        why: "Browsers can't find the host: the page never connects.",
        fix: { text: 'Write the address that callers reach: ws://localhost:7880 on this machine, wss:// and a public name for others' },
        places: uniquePlaces([...placesOf(fact.url), ...servicesNamed(facts, fact.site, url.host).map(({ at }) => at)]),
      }
    }
  },
}
