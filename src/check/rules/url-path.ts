import { sameStack } from '../folder-view.ts'
import { isOpen, urlText } from '../net/livekit-url.ts'
import { usedUrls, type UsedUrl } from '../net/used-urls.ts'
import { placesOf, textAt } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import type { Folder } from '../source.ts'

export const rule: Rule = {
  id: 'url.path',
  severity: 'error',
  summary: 'something behind the host of a LiveKit address, or a name before it',
  story: `An address of LiveKit ends with its host and port. Clients add the paths themselves: \`/rtc\` for signalling, \`/twirp/…\` for the API, \`/agent\` for workers. With \`wss://livekit.example.com/rtc\` they ask for \`/rtc/rtc\` and get 404.

A path of one's own works only behind a proxy that takes it off again, and is then worth a comment: \`# voicectl-ignore url.path: the proxy strips it\`. Question marks, hashes, spaces and quotes come from copying, and no client expects them. A name and password before the host are not read by LiveKit at all, and end up in logs.

To be sure: \`curl <address with http>/\` answers \`OK\`.`,
  *find(facts, folder) {
    const paths = new Set(facts.all('proxy-route').flatMap(({ path, site }) => (path ? [{ path, site }] : [])))
    for (const used of usedUrls(facts)) {
      const { rest, user } = used.url
      const path = rest.trim().replace(/\/+$/, '')
      if ((path === '' && user === '') || isOpen(rest)) continue
      if (
        user === '' &&
        [...paths].some((one) => sameStack(one.site, used.fact.site) && one.path !== '/' && path.startsWith(one.path.replace(/[/*]+$/, '')))
      )
        continue
      yield hit(used, { path, user }, folder)
    }
  },
}

function hit({ fact, url }: UsedUrl, { path, user }: { path: string; user: string }, { sources }: Folder): Hit {
  const wanted = urlText(url)
  const { at, value, through } = fact.url
  const plain = through === undefined && user === '' && textAt(sources, at).replace(/^(["'])(.*)\1$/, '$2') === value
  return {
    message: user === '' ? `${fact.name} goes on behind the host` : `${fact.name} has a name or password before the host`,
    why:
      user === ''
        ? 'Clients add their own paths, and the server answers 404 to what comes out.'
        : 'LiveKit reads neither, and both end up in logs.',
    fix: { text: `Write ${wanted}` },
    places: placesOf(fact.url),
    severity: user !== '' || !/^\/(?:rtc|twirp|agent|settings)\b/.test(path) ? 'warning' : 'error',
    edits: plain && /^\/(?:rtc|twirp)/.test(path) ? [{ kind: 'replace', at, text: textAt(sources, at).replace(url.rest.trim(), '') }] : [],
  }
}
