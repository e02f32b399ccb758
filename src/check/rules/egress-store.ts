import type { Place } from '../../core/place.ts'
import { nodeAt, type ConfigNode } from '../config-node.ts'
import type { ConfigFact, Facts } from '../facts.ts'
import { isContainerName, isLoopback } from '../net/hosts.ts'
import { listensAt, serviceAt, servicesNamed } from '../net/services.ts'
import { uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import { isNull, isOn, isTemplate, stringOf } from '../schemas/refusal.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

const WHY = 'The recording is made and can’t be uploaded: it ends as failed, and its file is thrown away with the container.'

export const rule: Rule = {
  id: 'egress.store',
  severity: 'error',
  summary: 'a store of the egress config that recordings can’t be uploaded to',
  story: `livekit-egress uploads when a recording ends: only then a wrong store shows, and the recording is lost.

\`storage.s3\` needs a \`bucket\`. With an \`endpoint\` of one's own, such as MinIO, it asks for the host \`<bucket>.<endpoint>\` unless \`force_path_style: true\` is set; Docker's DNS knows \`minio\` and no \`recordings.minio\`: \`no such host\`. And \`localhost\` is, in a container with a network of its own, the container of egress itself.

To be sure: make a short recording with \`lk egress start\`, and look for the file in the bucket.`,
  *find(facts) {
    for (const config of configsOf(facts.all('config'), 'egress')) {
      for (const part of ['storage', 'backup']) {
        const s3 = nodeAt(config.node, part, 's3')
        const hit = s3?.content.kind === 'map' ? (bucketHit(s3, part) ?? endpointHit(facts, config, { s3, part })) : null
        if (hit) yield hit
      }
    }
  },
}

function bucketHit(s3: ConfigNode, part: string): Hit | null {
  const bucket = nodeAt(s3, 'bucket')
  // With retries alone it is for requests that bring a store of their own.
  const namesStore = ['access_key', 'secret', 'region', 'endpoint'].some((name) => nodeAt(s3, name))
  if (!namesStore || (bucket && !isNull(bucket) && stringOf(bucket) !== '')) return null
  return {
    message: `\`${part}.s3\` has no bucket`,
    why: WHY,
    fix: { text: `Set ${part}.s3.bucket` },
    places: [bucket?.at ?? s3.keyAt ?? s3.at],
  }
}

function endpointHit(facts: Facts, { site }: ConfigFact, { s3, part }: { s3: ConfigNode; part: string }): Hit | null {
  const endpoint = nodeAt(s3, 'endpoint')
  const host = /^(?:https?:\/\/)?([^/:\s]+)/.exec(stringOf(endpoint))?.[1]?.toLowerCase()
  if (!endpoint || host === undefined || isTemplate(endpoint) || site.network !== 'bridge') return null
  const places = (other: Place[]) => uniquePlaces([endpoint.at, ...other])
  const service = serviceAt(facts, site)
  if (isLoopback(host)) {
    // With the network of another service its programs are there.
    if (!service || nodeAt(service.node, 'network_mode') || listensAt(facts, service).some(({ user }) => user !== 'egress')) return null
    return {
      message: `\`${part}.s3.endpoint\` is ${host}, which in a container is the container itself`,
      why: WHY,
      fix: { text: 'Write the name of the service that stores, such as http://minio:9000' },
      places: places([service.at]),
    }
  }
  const named = isContainerName(host) ? servicesNamed(facts, site, host) : []
  const style = nodeAt(s3, 'force_path_style')
  if (
    named.length === 0 ||
    isOn(style) ||
    (style && isTemplate(style)) ||
    isNamedBelow(facts, `${stringOf(nodeAt(s3, 'bucket'))}.${host}`, site)
  )
    return null
  return {
    message: `\`${part}.s3\` leads to the container ${host}, and \`force_path_style\` is not on`,
    why: WHY,
    fix: { text: `Set ${part}.s3.force_path_style: true` },
    places: places([style?.at ?? endpoint.at]),
  }
}

/** True where a network alias makes `<bucket>.<host>` known. */
function isNamedBelow(facts: Facts, name: string, site: ConfigFact['site']): boolean {
  return servicesNamed(facts, site, name.toLowerCase()).length > 0
}
