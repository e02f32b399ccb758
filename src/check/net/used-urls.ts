import type { Facts, LiveKitUrlFact, ServiceFact } from '../facts.ts'
import { exampleFiles } from '../keys/pairs.ts'
import { isPlaceholderHost } from './hosts.ts'
import { parseLiveKitUrl, type LiveKitUrl } from './livekit-url.ts'
import { serviceAt, servicesNamed } from './services.ts'

export interface UsedUrl {
  fact: LiveKitUrlFact
  /** Taken apart. */
  url: LiveKitUrl
  /** The service that uses it, where one is known. */
  service: ServiceFact | undefined
}

/** The addresses of LiveKit that programs use, as far as they can be read; not those of example files, nor placeholders. */
export function usedUrls(facts: Facts): UsedUrl[] {
  const examples = exampleFiles(facts)
  return facts.all('livekit-url').flatMap((fact) => {
    const url = examples.has(fact.url.at.file) ? null : parseLiveKitUrl(fact.url)
    return url && (!isPlaceholderHost(url.host) || servicesNamed(facts, fact.site, url.host).length > 0)
      ? [{ fact, url, service: serviceAt(facts, fact.site) }]
      : []
  })
}

/** True where a browser, or somebody who isn't known, may take the URL: a token endpoint hands its LIVEKIT_URL on to the page. */
export function mayBeForBrowsers({ fact, service }: UsedUrl): boolean {
  return fact.browser || fact.user === 'page' || (fact.user === 'other' && (service === undefined || service.published.length > 0))
}
