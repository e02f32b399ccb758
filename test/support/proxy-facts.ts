import type { Fact, ServiceFact } from '../../src/check/facts.ts'
import { folderView } from '../../src/check/folder-view.ts'
import type { Reader } from '../../src/check/reader.ts'
import type { Source } from '../../src/check/source.ts'

/** A file as a reader gets it. */
export function sourceOf(path: string, text: string): Source {
  return { path, text, mode: 0o644, git: 'none' }
}

/** What a reader says of the first of some files. */
export function factsOf(reader: Reader, files: Record<string, string>, services: readonly ServiceFact[] = []): Fact[] {
  const sources = Object.entries(files).map(([path, text]) => sourceOf(path, text))
  const [first] = sources
  return first ? [...reader.read(first, folderView(sources, services))] : []
}

/** The routes among facts, a line each: `wss livekit.example.com:443/rtc -> 127.0.0.1:7880 (7) @2:3`. */
export function routeLines(facts: readonly Fact[]): string[] {
  return facts.flatMap((fact) => {
    if (fact.what !== 'proxy-route') return []
    const { host, path, listen, upstream, layer, at } = fact
    const to = upstream === null ? '-' : `${upstream.host}:${upstream.port}`
    return [`${listen.tls ? 'tls' : 'tcp'} ${host?.value ?? '*'}:${listen.port}${path ?? ''} -> ${to} (${layer}) @${at.line}:${at.column}`]
  })
}
