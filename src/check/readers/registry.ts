// Written by `npm run check:registry`: one line for each file of this folder.
import type { Reader } from '../reader.ts'
import { reader as compose } from './compose.ts'
import { reader as kubernetes } from './kubernetes.ts'
import { reader as agentCode } from './agent-code.ts'
import { reader as caddyConfig } from './caddy-config.ts'
import { reader as caddyfile } from './caddyfile.ts'
import { reader as dockerfile } from './dockerfile.ts'
import { reader as egressConfig } from './egress-config.ts'
import { reader as egressRequest } from './egress-request.ts'
import { reader as envFile } from './env-file.ts'
import { reader as helmValues } from './helm-values.ts'
import { reader as ingressConfig } from './ingress-config.ts'
import { reader as livekitConfig } from './livekit-config.ts'
import { reader as nginx } from './nginx.ts'
import { reader as packages } from './packages.ts'
import { reader as redisConf } from './redis-conf.ts'
import { reader as sipConfig } from './sip-config.ts'
import { reader as sipResources } from './sip-resources.ts'
import { reader as voicectlYaml } from './voicectl-yaml.ts'

export const readers: readonly Reader[] = [
  compose,
  kubernetes,
  agentCode,
  caddyConfig,
  caddyfile,
  dockerfile,
  egressConfig,
  egressRequest,
  envFile,
  helmValues,
  ingressConfig,
  livekitConfig,
  nginx,
  packages,
  redisConf,
  sipConfig,
  sipResources,
  voicectlYaml,
]
