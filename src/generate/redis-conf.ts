import type { StackConfig } from '../stack/schema.ts'

/** redis.conf of a self-hosted stack with telephony. */
export function redisConf(template: string, { telephony }: StackConfig): string {
  return template.replace(/^port \d+$/m, `port ${telephony.redisPort}`)
}
