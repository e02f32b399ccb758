import type { StackConfig } from '../stack/schema.ts'
import { fillTemplate, type Setting } from './yaml-template.ts'

/** compose.yaml of a self-hosted stack: LiveKit, Caddy, and Redis where telephony needs it. Keys come from .env. */
export function composeYaml(template: string, { name, livekit, telephony }: StackConfig): string {
  const redis: Setting[] = telephony.enabled
    ? [[['services', 'redis', 'healthcheck', 'test', 3], String(telephony.redisPort)]]
    : [
        [['services', 'redis'], undefined],
        [['services', 'livekit', 'depends_on'], undefined],
        [['volumes', 'redis-data'], undefined],
      ]
  return fillTemplate(template, [
    [['name'], name],
    [['services', 'livekit', 'healthcheck', 'test', 4], `http://127.0.0.1:${livekit.port}/`],
    ...redis,
  ])
}
