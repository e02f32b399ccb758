import { userOfService } from '../compose/user-of-service.ts'
import { booleanOf, type ConfigNode, entriesOf, itemsOf, nodeAt, numberOf, textOf } from '../config-node.ts'
import type { Front, Mount, PublishedPort, ServiceFact, Site, Stated } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import type { FolderView } from '../reader.ts'
import { indexOf, type Manifest } from './manifests.ts'
import { containerSettings } from './values.ts'

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Pod', 'Job', 'CronJob'])

export interface Workload {
  service: ServiceFact
  container: ConfigNode
  /** The pod's `spec`. */
  pod: ConfigNode
}

/** The containers that a manifest runs, each as a service; patches of kustomize, which name no image, are none. */
export function workloadsOf(manifest: Manifest, folder: FolderView): Workload[] {
  const pod = podOf(manifest)
  if (!pod) return []
  const containers = itemsOf(nodeAt(pod, 'containers')).filter((container) => textOf(nodeAt(container, 'image')) !== undefined)
  return containers.map((container) => {
    const own = textOf(nodeAt(container, 'name')) ?? manifest.name
    const name = containers.length === 1 ? manifest.name : `${manifest.name}/${own}`
    return { service: serviceOf({ name, manifest, pod, container }, folder), container, pod }
  })
}

function podOf({ kind, node }: Manifest): ConfigNode | undefined {
  if (!WORKLOADS.has(kind)) return undefined
  if (kind === 'Pod') return nodeAt(node, 'spec')
  return kind === 'CronJob' ? nodeAt(node, 'spec', 'jobTemplate', 'spec', 'template', 'spec') : nodeAt(node, 'spec', 'template', 'spec')
}

interface Running {
  name: string
  manifest: Manifest
  pod: ConfigNode
  container: ConfigNode
}

function serviceOf({ name, manifest, pod, container }: Running, folder: FolderView): ServiceFact {
  const { node, source } = manifest
  // With this policy a pod on the network of its node still finds Services by name, as all others do.
  const findsNames = textOf(nodeAt(pod, 'dnsPolicy')) === 'ClusterFirstWithHostNet'
  const network = booleanOf(nodeAt(pod, 'hostNetwork')) === true && !findsNames ? 'host' : 'kubernetes'
  const site: Site = { service: name, network, stack: folderOf(source.path) }
  const services = indexOf(folder).services.filter((service) => selects(service, manifest))
  const published = [...services.flatMap((service) => openPorts(service.node, container)), ...hostPorts(container)]
  const image = statedText(nodeAt(container, 'image'))
  const variables = new Set(containerSettings(container, manifest, folder).all.map((setting) => setting.name))
  const words = ['command', 'args'].flatMap((part) => itemsOf(nodeAt(container, part)))
  const [first] = words
  return {
    what: 'service',
    name,
    user: userOfService({ name: name.split('/').at(-1) ?? name, service: container, image: image?.value ?? null, variables, published }),
    site,
    image,
    built: false,
    published,
    fronts: services.flatMap((one) => frontOf(one, container)),
    mounts: mountsOf(container, pod),
    envFiles: [],
    command: first ? { value: words.map((word) => textOf(word) ?? '').join(' '), at: first.at } : null,
    restart: statedText(nodeAt(pod, 'restartPolicy')),
    stopGracePeriod: seconds(nodeAt(pod, 'terminationGracePeriodSeconds')),
    capabilities: itemsOf(nodeAt(container, 'securityContext', 'capabilities', 'add')).flatMap((item) => textOf(item) ?? []),
    node: withAliases(container, services),
    at: nodeAt(node, 'metadata', 'name')?.at ?? node.at,
  }
}

function statedText(node: ConfigNode | undefined): Stated | null {
  const value = textOf(node)
  return node && value !== undefined ? { value, at: node.at } : null
}

function seconds(node: ConfigNode | undefined): Stated | null {
  const stated = statedText(node)
  return stated ? { ...stated, value: `${stated.value}s` } : null
}

/** True where a Service sends to the pods of a workload. */
function selects({ node, source }: Manifest, manifest: Manifest): boolean {
  const selector = entriesOf(nodeAt(node, 'spec', 'selector'))
  const labels =
    manifest.kind === 'Pod' ? nodeAt(manifest.node, 'metadata', 'labels') : nodeAt(manifest.node, 'spec', 'template', 'metadata', 'labels')
  const near = folderOf(source.path) === folderOf(manifest.source.path)
  return near && selector.length > 0 && selector.every(([name, value]) => textOf(nodeAt(labels, name)) === textOf(value))
}

/** The names that a pod is found by, those of its Services, as compose writes them; a container's own settings would be read as compose's. */
function withAliases(container: ConfigNode, services: readonly Manifest[]): ConfigNode {
  const { at } = container
  const scalar = (value: string): ConfigNode => ({ at, keyAt: null, content: { kind: 'scalar', value, raw: value } })
  const map = (entries: [string, ConfigNode][]): ConfigNode => ({ at, keyAt: null, content: { kind: 'map', entries: new Map(entries) } })
  const names = services.flatMap((service) => namesOf(service))
  const aliases: ConfigNode = { at, keyAt: null, content: { kind: 'list', items: names.map((name) => scalar(name)) } }
  return map([['networks', map([['cluster', map([['aliases', aliases]])]])]])
}

function namesOf({ name, node }: Manifest): string[] {
  const namespace = textOf(nodeAt(node, 'metadata', 'namespace')) ?? 'default'
  return [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`]
}

/** The ports of a Service; a headless one has none of its own, its name leads to the pods themselves. */
function frontOf(service: Manifest, container: ConfigNode): Front[] {
  if (textOf(nodeAt(service.node, 'spec', 'clusterIP')) === 'None') return []
  const ports = itemsOf(nodeAt(service.node, 'spec', 'ports')).flatMap((item) => {
    const port = numberOf(nodeAt(item, 'port'))
    const target = targetOf(item, container)
    return port && target && protocolOf(item) === 'tcp' ? [{ port, target, at: item.at }] : []
  })
  return ports.length === 0 ? [] : [{ names: namesOf(service), ports }]
}

/** The container's port that a Service's port leads to: a number, or the name that the container gives it. */
function targetOf(item: ConfigNode, container: ConfigNode): number | undefined {
  const stated = textOf(nodeAt(item, 'targetPort')) ?? textOf(nodeAt(item, 'port'))
  if (stated !== undefined && /^\d+$/.test(stated)) return Number(stated)
  const named = itemsOf(nodeAt(container, 'ports')).find((port) => textOf(nodeAt(port, 'name')) === stated)
  return numberOf(nodeAt(named, 'containerPort'))
}

/** What a Service opens to the outside: with a load balancer its ports, else those of the nodes. */
function openPorts(service: ConfigNode, container: ConfigNode): PublishedPort[] {
  const type = textOf(nodeAt(service, 'spec', 'type'))
  if (type !== 'LoadBalancer' && type !== 'NodePort') return []
  return itemsOf(nodeAt(service, 'spec', 'ports')).flatMap((item): PublishedPort[] => {
    const port = numberOf(nodeAt(item, 'port'))
    const open = type === 'NodePort' ? numberOf(nodeAt(item, 'nodePort')) : port
    const target = targetOf(item, container)
    if (!target) return []
    const published = open ? { from: open, to: open } : null
    return [{ host: null, published, target: { from: target, to: target }, protocol: protocolOf(item), at: item.at }]
  })
}

function hostPorts(container: ConfigNode): PublishedPort[] {
  return itemsOf(nodeAt(container, 'ports')).flatMap((item): PublishedPort[] => {
    const open = numberOf(nodeAt(item, 'hostPort'))
    const target = numberOf(nodeAt(item, 'containerPort'))
    if (!open || !target) return []
    return [
      {
        host: textOf(nodeAt(item, 'hostIP')) ?? null,
        published: { from: open, to: open },
        target: { from: target, to: target },
        protocol: protocolOf(item),
        at: item.at,
      },
    ]
  })
}

function protocolOf(item: ConfigNode): 'tcp' | 'udp' {
  return textOf(nodeAt(item, 'protocol')) === 'UDP' ? 'udp' : 'tcp'
}

function mountsOf(container: ConfigNode, pod: ConfigNode): Mount[] {
  return itemsOf(nodeAt(container, 'volumeMounts')).flatMap((item): Mount[] => {
    const target = textOf(nodeAt(item, 'mountPath'))
    const name = textOf(nodeAt(item, 'name')) ?? ''
    if (target === undefined) return []
    const volume = itemsOf(nodeAt(pod, 'volumes')).find((one) => textOf(nodeAt(one, 'name')) === name)
    const isTemporary = nodeAt(volume, 'emptyDir') !== undefined
    return [
      { source: name, kind: isTemporary ? 'tmpfs' : 'volume', target, readOnly: booleanOf(nodeAt(item, 'readOnly')) ?? false, at: item.at },
    ]
  })
}
