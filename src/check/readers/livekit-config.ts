import { entriesOf, nodeAt, textOf } from '../config-node.ts'
import { withFlags } from '../compose/livekit-flags.ts'
import type { Fact } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import type { FolderView, Reader } from '../reader.ts'
import type { Source } from '../source.ts'
import { kindOfConfig } from './config-facts/kind-of-config.ts'
import { livekitFacts, serverPairs } from './config-facts/livekit-facts.ts'
import { readConfig, readerOf } from './config-facts/read-config.ts'

export const reader: Reader = {
  name: 'livekit.yaml',
  of: 'livekit',
  recognises: (source) => kindOfConfig(source) === 'livekit',
  read: (source, folder) => {
    const service = readerOf(source.path, folder, 'livekit')
    const facts = readConfig(source, folder, {
      kind: 'livekit',
      facts: (node, site, version) => livekitFacts(withFlags(node, service), site, version),
    })
    return [...facts, ...keysOfFile(source, folder, facts)]
  },
}

/** The pairs of the file that `key_file` names, found through the mounts of the service that reads the config; the server takes them instead of `keys`. */
function keysOfFile(source: Source, folder: FolderView, facts: readonly Fact[]): Fact[] {
  const config = facts.find((fact) => fact.what === 'config')
  const name = textOf(nodeAt(config?.node, 'key_file'))
  if (!config || name === undefined) return []
  const mounts = readerOf(source.path, folder, 'livekit')?.mounts ?? []
  const mount = mounts.find(({ kind, target }) => kind === 'bind' && target === name)
  const file = mount?.source
    ? folder.source(mount.source)
    : name.startsWith('/')
      ? undefined
      : folder.source(`${folderOf(source.path)}/${name}`)
  const keys = file && folder.parse(file).documents[0]
  return entriesOf(keys).every(([, secret]) => textOf(secret) !== undefined) ? serverPairs(keys, config.site) : []
}
