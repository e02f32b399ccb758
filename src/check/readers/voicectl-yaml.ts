import type { Place } from '../../core/place.ts'
import { nodeAt, numberOf, textOf, type ConfigNode } from '../config-node.ts'
import type { Fact, ListenFact, Site, StackFact } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import { isWildcard } from '../net/hosts.ts'
import type { FolderView, Reader } from '../reader.ts'
import type { Source } from '../source.ts'
import { declaredSip } from '../stack/declared-sip.ts'
import { stackProblems } from '../stack/stack-problems.ts'

const DEFAULT_AGENT = 'voice-agent'

export const reader: Reader = {
  name: 'voicectl.yaml',
  recognises: ({ path }) => /(?:^|\/)voicectl\.yaml$/.test(path),
  read: (source, folder) => stackFacts(source, folder),
}

function* stackFacts(source: Source, folder: FolderView): Generator<Fact> {
  const { documents, faults } = folder.parse(source)
  yield* faults
  const [node] = documents
  if (!node) {
    if (faults.length === 0) yield { what: 'fault', kind: 'schema', message: 'version, name and target are required', at: start(source) }
    return
  }
  for (const { message, at } of stackProblems(node)) yield { what: 'fault', kind: 'schema', message, at }
  const site: Site = { service: null, network: 'host', stack: folderOf(source.path) }
  const target = targetOf(node)
  yield { what: 'stack', node, target, site }
  yield* listens(node, site)
  const agent = nodeAt(node, 'agent', 'name')
  const name = textOf(agent)
  yield {
    what: 'agent-name',
    side: 'worker',
    user: 'voicectl',
    site,
    name: { value: name ?? DEFAULT_AGENT, at: agent?.at ?? nodeAt(node, 'agent')?.keyAt ?? node.at },
    ...(name === undefined ? { isDefault: true } : {}),
  }
  yield* urls(node, target, site)
  yield* declaredSip(nodeAt(node, 'sip'), { site, agent: name ?? DEFAULT_AGENT })
}

function targetOf(node: ConfigNode): StackFact['target'] {
  const target = textOf(nodeAt(node, 'target'))
  return target === 'local' || target === 'self-hosted' || target === 'cloud' ? target : null
}

/** The page and the worker; LiveKit's own ports are told by the livekit.yaml that follows from this file. */
function* listens(node: ConfigNode, site: Site): Generator<ListenFact> {
  const listen = (at: ConfigNode | undefined, usual: number) => {
    const port = numberOf(at)
    const from = port !== undefined && port > 0 && port < 65_536 ? port : usual
    return { what: 'listen', site, protocol: 'tcp', from, to: from, at: at?.at ?? node.at, byDefault: at === undefined } as const
  }
  const host = textOf(nodeAt(node, 'web', 'host')) ?? '127.0.0.1'
  yield { ...listen(nodeAt(node, 'web', 'port'), 3000), user: 'page', purpose: 'page', host: isWildcard(host) ? null : host }
  yield { ...listen(nodeAt(node, 'agent', 'healthPort'), 8081), user: 'agent', purpose: 'health', host: '127.0.0.1' }
}

/** Where browsers find LiveKit: the Cloud project, or the public name that the proxy serves. */
function* urls(node: ConfigNode, target: StackFact['target'], site: Site): Generator<Fact> {
  const url = nodeAt(node, 'livekit', 'url')
  const text = textOf(url)
  if (url && text)
    yield { what: 'livekit-url', user: 'voicectl', site, url: { value: text, at: url.at }, browser: true, name: 'livekit.url' }
  const domain = nodeAt(node, 'livekit', 'domain')
  const name = textOf(domain)
  if (!text && domain && name && target === 'self-hosted') {
    yield {
      what: 'livekit-url',
      user: 'voicectl',
      site,
      url: { value: `wss://${name}`, at: domain.at },
      browser: true,
      name: 'livekit.domain',
    }
  }
}

function start({ path }: Source): Place {
  return { file: path, line: 1, column: 1, length: 0 }
}
