import { booleanOf, nodeAt } from '../config-node.ts'
import type { ConfigFact, Facts, ServiceFact } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import { clientPairs, serverPairs } from '../keys/pairs.ts'
import { isSameSite } from '../net/services.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'keys.none',
  severity: 'error',
  summary: 'a LiveKit server without keys, or an agent or dashboard that does not read the file with its key',
  story: `livekit-server needs at least one pair: \`keys\` in its config, a \`key_file\`, LIVEKIT_KEYS, or \`--dev\`. Without one it ends with \`one of key-file or keys must be provided in order to start the server\`, and with exit code 0, so that Docker takes it for done.

An agent or dashboard needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET beside LIVEKIT_URL: the worker ends at its start with \`api_key is required\`.

Where they are given by the shell or the platform, name them without a value in the compose file (\`LIVEKIT_API_KEY:\`), so that everybody sees it.`,
  *find(facts) {
    for (const service of facts.all('service')) {
      if (service.site.network === 'kubernetes') continue
      if (service.user === 'livekit' && isServerWithout(facts, service)) {
        yield {
          message: `The LiveKit server ${service.name} gets no keys`,
          why: 'It ends at its start, with exit code 0.',
          fix: { text: 'Set LIVEKIT_KEYS, or keys in its config' },
          places: [nodeAt(service.node, 'environment')?.keyAt ?? service.at, ...configsOf(facts, service).map(({ node }) => node.at)],
        }
      }
      if ((service.user === 'agent' || service.user === 'dashboard') && isClientWithout(facts, service)) {
        yield {
          message: `${service.name} has a LIVEKIT_URL, and no API key`,
          why: 'It ends at its start, or nothing of what it asks LiveKit is answered.',
          fix: { text: 'Set LIVEKIT_API_KEY and LIVEKIT_API_SECRET, or name the env file that has them' },
          places: [nodeAt(service.node, 'environment')?.keyAt ?? service.at],
          severity: 'warning',
        }
      }
    }
  },
}

function configsOf(facts: Facts, { site }: ServiceFact): ConfigFact[] {
  return facts.all('config').filter((config) => config.of === 'livekit' && isSameSite(config.site, site))
}

function isServerWithout(facts: Facts, service: ServiceFact): boolean {
  const { site, command, built, node } = service
  if (built || nodeAt(node, 'entrypoint') || /--(?:dev|keys|key-file)\b/.test(command?.value ?? '')) return false
  const isOwn = (other: { site: typeof site }) => isSameSite(other.site, site)
  if (serverPairs(facts).some(isOwn) || facts.all('env').some((env) => isOwn(env) && /^LIVEKIT_(?:KEYS|KEY_FILE|CONFIG)$/.test(env.name)))
    return false
  const configs = configsOf(facts, service)
  return (
    configs.length > 0 &&
    configs.every(({ node: config }) => !nodeAt(config, 'key_file') && booleanOf(nodeAt(config, 'development')) !== true)
  )
}

/** Only where a file of its stack has the key that the service does not read: elsewhere it may come from anywhere. */
function isClientWithout(facts: Facts, { site, envFiles }: ServiceFact): boolean {
  const isOwn = (other: { site: typeof site }) => isSameSite(other.site, site)
  if (!facts.all('livekit-url').some(isOwn) || clientPairs(facts).some(isOwn)) return false
  if (facts.all('env').some((env) => env.name.startsWith('LIVEKIT_API_') && (isOwn(env) || env.in === 'dockerfile'))) return false
  const keys = facts
    .all('env')
    .filter(({ name, in: where, at }) => name === 'LIVEKIT_API_SECRET' && where === 'env-file' && folderOf(at.file) === site.stack)
  return keys.some(({ at }) => !envFiles.includes(at.file))
}
