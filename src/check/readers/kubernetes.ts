import { flagsIn } from '../compose/command.ts'
import { livekitFlagFacts } from '../compose/livekit-flags.ts'
import { CONFIG_BODIES } from '../compose/config-bodies.ts'
import { CONFIG_FACTS, isConfigured } from '../compose/service-facts.ts'
import { type ConfigNode, itemsOf, nodeAt, textOf } from '../config-node.ts'
import { envFact, settingFacts } from '../env/env-facts.ts'
import type { Reads } from '../env/setting.ts'
import type { Fact, Stated } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import { concernsLiveKit, indexOf, isManifest, manifestsOf, type Manifest } from '../kubernetes/manifests.ts'
import { containerSettings, entriesAsSettings } from '../kubernetes/values.ts'
import { workloadsOf, type Workload } from '../kubernetes/workload.ts'
import type { FolderView, Reader } from '../reader.ts'
import { versionOf } from './config-facts/read-config.ts'

/** Kubernetes manifests: workloads with their environment, and the configs that ConfigMaps and Secrets hold. */
export const reader: Reader = {
  name: 'Kubernetes manifest',
  recognises: isManifest,
  *read(source, folder) {
    if (!concernsLiveKit(source, folder)) return
    yield* folder.parse(source).faults
    for (const manifest of manifestsOf(source, folder)) {
      if (manifest.kind === 'Secret' || manifest.kind === 'ConfigMap') yield* storedFacts(manifest)
      for (const workload of workloadsOf(manifest, folder)) yield* workloadFacts(workload, manifest, folder)
    }
  },
}

/** What lies in a ConfigMap or a Secret, whoever reads it. Whole configs are no variables. */
function* storedFacts(manifest: Manifest): Generator<Fact> {
  const reads: Reads = { user: 'other', site: { service: null, network: 'unknown', stack: folderOf(manifest.source.path) } }
  for (const setting of entriesAsSettings(manifest)) {
    if (/^[A-Za-z_]\w*$/.test(setting.name) && !setting.value?.value.trimEnd().includes('\n')) yield envFact(setting, reads, 'kubernetes')
  }
}

function* workloadFacts({ service, container, pod }: Workload, manifest: Manifest, folder: FolderView): Generator<Fact> {
  yield service
  const reads: Reads = { user: service.user, site: service.site }
  const { own, all } = containerSettings(container, manifest, folder)
  for (const setting of own) yield envFact(setting, reads, 'kubernetes')
  yield* settingFacts(all, reads)
  const { user } = service
  if (!isConfigured(user)) return
  const body = all.find(({ name }) => name === CONFIG_BODIES[user])?.tree()
  const trees = body ? [body] : mountedConfigs({ service, container, pod }, manifest, folder)
  for (const tree of trees) yield* CONFIG_FACTS[user](tree, service.site, versionOf(service))
  if (user === 'livekit') yield* livekitFlagFacts(service, { flags: flagsIn(wordsOf(container)), settings: all, trees, folder })
}

function wordsOf(container: ConfigNode): Stated[] {
  return ['command', 'args'].flatMap((part) =>
    itemsOf(nodeAt(container, part)).flatMap((item) => {
      const value = textOf(item)
      return value === undefined ? [] : [{ value, at: item.at }]
    }),
  )
}

/** The entries of the ConfigMaps and Secrets that a container mounts, where they look like configs. */
function mountedConfigs({ container, pod }: Workload, manifest: Manifest, folder: FolderView): ConfigNode[] {
  const names = new Set(itemsOf(nodeAt(container, 'volumeMounts')).map((mount) => textOf(nodeAt(mount, 'name'))))
  const volumes = itemsOf(nodeAt(pod, 'volumes')).filter((volume) => names.has(textOf(nodeAt(volume, 'name'))))
  return volumes.flatMap((volume) => {
    const map = textOf(nodeAt(volume, 'configMap', 'name'))
    const secret = textOf(nodeAt(volume, 'secret', 'secretName'))
    const object =
      map === undefined
        ? indexOf(folder).find('Secret', secret ?? '', manifest.source)
        : indexOf(folder).find('ConfigMap', map, manifest.source)
    const entries = object ? entriesAsSettings(object).filter(({ name }) => /\.ya?ml$|^config/.test(name)) : []
    return entries.flatMap((entry) => entry.tree() ?? []).filter((tree) => tree.content.kind === 'map')
  })
}
