import { type ConfigNode, entriesOf, itemsOf, nodeAt, textOf } from '../config-node.ts'
import { locateInYaml, parseEmbedded } from '../embedded.ts'
import type { Setting } from '../env/setting.ts'
import type { FolderView } from '../reader.ts'
import { indexOf, type Manifest } from './manifests.ts'

const LONGEST = 1_000_000

/** The entries of a ConfigMap or a Secret as settings; base64 is decoded. */
export function entriesAsSettings({ kind, node, source }: Manifest): Setting[] {
  const plain = [...entriesOf(nodeAt(node, kind === 'Secret' ? 'stringData' : 'data'))].map(([name, value]) =>
    toSetting(name, value, source.text),
  )
  if (kind !== 'Secret') return plain
  const encoded = entriesOf(nodeAt(node, 'data')).map(([name, value]) => decoded(name, value))
  return [...encoded, ...plain]
}

/** A scalar under a name; what it holds can be read as YAML at its own places. */
function toSetting(name: string, value: ConfigNode, text: string): Setting {
  const stated = textOf(value)
  const tree = () => {
    if (stated === undefined || stated.length > LONGEST) return undefined
    return parseEmbedded({ text: stated, at: value.at, locate: locateInYaml(value.at, text.split('\n')) }).documents[0]
  }
  return { name, at: value.keyAt ?? value.at, value: stated === undefined ? null : { value: stated, at: value.at }, tree }
}

function decoded(name: string, node: ConfigNode): Setting {
  const encoded = textOf(node) ?? ''
  const isBase64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(encoded) && encoded.length <= LONGEST
  const text = isBase64 ? Buffer.from(encoded, 'base64').toString('utf8') : null
  const tree = () =>
    text === null ? undefined : parseEmbedded({ text, at: node.at, locate: () => ({ ...node.at, exact: false }) }).documents[0]
  return { name, at: node.keyAt ?? node.at, value: text === null || text.includes('\uFFFD') ? null : { value: text, at: node.at }, tree }
}

/** What a container finds in its environment: `envFrom` first, then `env`, with `$(NAME)` filled in. */
export function containerSettings(container: ConfigNode, manifest: Manifest, folder: FolderView): { own: Setting[]; all: Setting[] } {
  const index = indexOf(folder)
  const settings = new Map<string, Setting>()
  for (const item of itemsOf(nodeAt(container, 'envFrom'))) {
    const prefix = textOf(nodeAt(item, 'prefix')) ?? ''
    for (const kind of ['ConfigMap', 'Secret'] as const) {
      const name = textOf(nodeAt(item, kind === 'Secret' ? 'secretRef' : 'configMapRef', 'name'))
      const object = name === undefined ? undefined : index.find(kind, name, manifest.source)
      for (const setting of object ? entriesAsSettings(object) : [])
        settings.set(prefix + setting.name, { ...setting, name: prefix + setting.name })
    }
  }
  const own: Setting[] = []
  for (const item of itemsOf(nodeAt(container, 'env'))) {
    const setting = variable(item, manifest, folder)
    if (!setting) continue
    const filled = fillIn(setting, settings)
    own.push(filled)
    settings.set(filled.name, filled)
  }
  return { own, all: [...settings.values()] }
}

function variable(item: ConfigNode, manifest: Manifest, folder: FolderView): Setting | null {
  const nameNode = nodeAt(item, 'name')
  const name = textOf(nameNode)
  if (name === undefined || !nameNode) return null
  const value = nodeAt(item, 'value')
  if (value) return { ...toSetting(name, value, manifest.source.text), at: nameNode.at }
  const none: Setting = { name, at: nameNode.at, value: null, tree: () => undefined }
  for (const kind of ['ConfigMap', 'Secret'] as const) {
    const reference = nodeAt(item, 'valueFrom', kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef')
    const object = indexOf(folder).find(kind, textOf(nodeAt(reference, 'name')) ?? '', manifest.source)
    const found = reference && object && entriesAsSettings(object).find((entry) => entry.name === textOf(nodeAt(reference, 'key')))
    if (found) return { ...found, name, at: nameNode.at }
  }
  return none
}

/** `$(NAME)` names a variable that stands above; `$$(` is none. */
function fillIn(setting: Setting, known: ReadonlyMap<string, Setting>): Setting {
  const { value } = setting
  if (!value?.value.includes('$(')) return setting
  let complete = true
  let length = 0
  const text = value.value.replaceAll(/\$?\$\(([\w.-]+)\)/g, (whole, name: string) => {
    if (whole.startsWith('$$')) return whole.slice(1)
    const other = known.get(name)?.value
    length += other?.value.length ?? 0
    complete &&= Boolean(other) && length <= LONGEST
    return complete ? (other?.value ?? '') : ''
  })
  if (!complete) return { ...setting, value: null, tree: () => undefined }
  const tree = () => parseEmbedded({ text, at: value.at, locate: () => ({ ...value.at, exact: false }) }).documents[0]
  return { ...setting, value: { ...value, value: text }, tree }
}
