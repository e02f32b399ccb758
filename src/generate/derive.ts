import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { packageRoot } from '../platform/package-root.ts'
import type { StackConfig } from '../stack/schema.ts'
import { caddyfile } from './caddyfile.ts'
import { composeYaml } from './compose-yaml.ts'
import { withHeader } from './derived-header.ts'
import { envExample } from './env-example.ts'
import { livekitYaml } from './livekit-yaml.ts'
import { redisConf } from './redis-conf.ts'

/** A file that follows from voicectl.yaml. Holds no secret. */
export interface DerivedFile {
  /** Relative to the stack's folder. */
  path: (typeof DERIVED_PATHS)[number]
  /** What it is for, in a few words. */
  about: string
  /** With its header. */
  content: string
}

/** Every path that some config derives. */
export const DERIVED_PATHS = ['livekit.yaml', 'Caddyfile', 'redis.conf', 'compose.yaml', '.env.example', 'voicectl.schema.json'] as const

/** Every file that follows from a stack's config. The same config gives the same files. */
export async function deriveFiles(config: StackConfig): Promise<DerivedFile[]> {
  const files: DerivedFile[] = []
  const add = (file: DerivedFile['path'], about: string, body: string) => files.push({ path: file, about, content: withHeader(file, body) })
  if (config.target === 'local') add('livekit.yaml', 'LiveKit server', livekitYaml(await shipped('templates/local/livekit.yaml'), config))
  if (config.target === 'self-hosted') {
    add('livekit.yaml', 'LiveKit server', livekitYaml(await shipped('templates/self-hosted/livekit.yaml'), config))
    add('Caddyfile', 'TLS for LiveKit and the page', caddyfile(await shipped('templates/self-hosted/Caddyfile'), config))
    if (config.telephony.enabled)
      add('redis.conf', 'Redis, for telephony', redisConf(await shipped('templates/self-hosted/redis.conf'), config))
    add('compose.yaml', 'the infrastructure in Docker', composeYaml(await shipped('compose/compose.yaml'), config))
  }
  add('.env.example', 'the names .env may hold', envExample(config))
  add('voicectl.schema.json', 'checks voicectl.yaml in your editor', await shipped('schemas/voicectl.schema.json'))
  return files
}

function shipped(file: string): Promise<string> {
  return readFile(path.join(packageRoot, file), 'utf8')
}
