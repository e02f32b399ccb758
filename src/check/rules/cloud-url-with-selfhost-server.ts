import { sameStack } from '../folder-view.ts'
import { isCloud } from '../net/hosts.ts'
import { stageOf } from '../net/stage.ts'
import { usedUrls } from '../net/used-urls.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'cloud.url-with-selfhost-server',
  severity: 'warning',
  summary: 'a program uses LiveKit Cloud while its stack has a LiveKit server of its own',
  story: `The compose file runs a LiveKit server, other programs of it use that server, and this one connects to LiveKit Cloud. Rooms of one are not rooms of the other: the page waits in a room where no agent comes, or the agent takes calls that nobody here made.

It happens when a stack moves from one to the other and one file is forgotten, or when .env of the quickstart, with its Cloud URL, is left where the own server's belongs.

Set the URL, key and secret of the own server, or take the server out of the compose file. Where both are meant, say so: \`# voicectl-ignore cloud.url-with-selfhost-server: <why>\`.`,
  *find(facts) {
    const urls = usedUrls(facts)
    for (const used of urls) {
      const { fact, url } = used
      // A stack's sip, egress and ingress with Cloud are another finding; a file of another stage is another stack.
      if (!isCloud(url.host) || fact.user === 'sip' || fact.user === 'egress' || fact.user === 'ingress' || stageOf(fact.url.at.file))
        continue
      const server = facts.all('service').find((one) => one.user === 'livekit' && sameStack(one.site, fact.site))
      const own = urls.find(
        (other) => !isCloud(other.url.host) && sameStack(other.fact.site, fact.site) && stageOf(other.fact.url.at.file) === null,
      )
      if (!server || !own) continue
      yield {
        message: `${fact.name} leads to LiveKit Cloud, and this stack has a LiveKit server of its own that others use`,
        why: 'Whoever uses Cloud and whoever uses the own server never meet in a room.',
        fix: { text: 'Use one of the two in every file' },
        places: uniquePlaces([...placesOf(fact.url), server.at, ...placesOf(own.fact.url)]),
      }
    }
  },
}
