import type { Place } from '../../core/place.ts'
import { booleanOf, nodeAt } from '../config-node.ts'
import type { Facts, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isCloud, isPlaceholderHost, isPublic } from '../net/hosts.ts'
import { parseLiveKitUrl } from '../net/livekit-url.ts'
import { stageOf } from '../net/stage.ts'

/** What shows that a stack is meant for others than the one who tries it on a laptop; the first places that say so, or none. */
export function exposure(facts: Facts, site: Site): Place[] {
  const here = <Fact extends { site: Site }>(all: readonly Fact[]) => all.filter((fact) => sameStack(fact.site, site))
  const routes = here(facts.all('proxy-route')).flatMap(({ host }) => (host && isPublic(host.value) ? [host.at] : []))
  const targets = here(facts.all('stack')).flatMap(({ target, node }) =>
    target === 'self-hosted' ? [nodeAt(node, 'target')?.at ?? node.at] : [],
  )
  const external = here(facts.all('config')).flatMap(({ of, node }) => {
    const setting = nodeAt(node, 'rtc', 'use_external_ip')
    return of === 'livekit' && setting && booleanOf(setting) === true ? [setting.at] : []
  })
  const urls = here(facts.all('livekit-url')).flatMap(({ url }) => {
    const host = parseLiveKitUrl(url)?.host
    return host !== undefined && isPublic(host) && !isCloud(host) && !isPlaceholderHost(host) ? [url.at] : []
  })
  const services = here(facts.all('service')).flatMap(({ at }) => (stageOf(at.file) === 'production' ? [at] : []))
  return [routes, targets, external, urls, services].flatMap((places) => places.slice(0, 1))
}
