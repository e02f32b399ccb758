import type { Facts, RedisFact, RedisServerFact, ServiceFact, Stated } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isOpen } from './livekit-url.ts'
import { redisEndpoint, serverEndpoints } from './redis-endpoint.ts'
import { isSameSite, serviceAt } from './services.ts'
import { stageOf } from './stage.ts'

/** The password that the Redis at a program's address asks for; null where it asks for none, or the files don't tell. */
export function askedPassword(facts: Facts, client: RedisFact): Stated | null {
  const endpoint = redisEndpoint(facts, client)
  if (endpoint === null || isOfOtherUser(client)) return null
  const servers = facts
    .all('redis-server')
    .filter((server) => sameStack(server.site, client.site) && serverEndpoints(facts, server.site).includes(endpoint))
  const [server] = servers
  if (!server || servers.length > 1 || !isCertain(facts, server) || !isOfOneStage(server, client)) return null
  return server.password && !isOpen(server.password.value) ? server.password : null
}

/** True where a password is set, or may be in a file that is not here. */
export function mayHavePassword(facts: Facts, service: ServiceFact): boolean {
  const servers = facts.all('redis-server').filter(({ site }) => isSameSite(site, service.site))
  const env = facts.all('env').filter(({ site }) => isSameSite(site, service.site))
  if (
    servers.some(({ password, otherUsers }) => password !== null || otherUsers) ||
    env.some(({ name }) => /PASSWORD|REDIS_ARGS|REDIS_EXTRA_FLAGS/.test(name) && name !== 'ALLOW_EMPTY_PASSWORD')
  )
    return true
  return servers.length === 0 || /requirepass|aclfile/.test(service.command?.value ?? '')
}

/** `requirepass` is the password of the user `default`; others have their own. */
function isOfOtherUser({ username }: RedisFact): boolean {
  return username !== null && username.value !== 'default'
}

/** Of a command, or of a file that the command names: only then nothing else sets the password. */
function isCertain(facts: Facts, { site, at, otherUsers }: RedisServerFact): boolean {
  if (otherUsers) return false
  const service = serviceAt(facts, site)
  if (!service) return true
  const command = service.command?.value ?? ''
  return at.file === service.at.file || (/\.conf\b/.test(command) && !/requirepass|aclfile/.test(command))
}

/** A file that no service reads may be for another day than the compose file beside it. */
function isOfOneStage(server: RedisServerFact, client: RedisFact): boolean {
  return (server.site.service !== null && client.site.service !== null) || stageOf(server.at.file) === stageOf(client.at.file)
}
