// Written by `npm run check:registry`: one line for each file of this folder.
import type { Probe } from '../probe.ts'
import { probe as agentJoins } from './agent-joins.ts'
import { probe as agentRegistered } from './agent-registered.ts'
import { probe as agentRoute } from './agent-route.ts'
import { probe as carrierSignalwire } from './carrier-signalwire.ts'
import { probe as carrierTelnyx } from './carrier-telnyx.ts'
import { probe as carrierTwilio } from './carrier-twilio.ts'
import { probe as dbMigrated } from './db-migrated.ts'
import { probe as dbReachable } from './db-reachable.ts'
import { probe as dnsAddress } from './dns-address.ts'
import { probe as egressAlive } from './egress-alive.ts'
import { probe as egressOutput } from './egress-output.ts'
import { probe as hostDisk } from './host-disk.ts'
import { probe as hostPorts } from './host-ports.ts'
import { probe as mediaPorts } from './media-ports.ts'
import { probe as mediaUdp } from './media-udp.ts'
import { probe as pageReachable } from './page-reachable.ts'
import { probe as pageToken } from './page-token.ts'
import { probe as providerDeepgram } from './provider-deepgram.ts'
import { probe as providerElevenlabs } from './provider-elevenlabs.ts'
import { probe as providerGoogle } from './provider-google.ts'
import { probe as providerGroq } from './provider-groq.ts'
import { probe as providerLocal } from './provider-local.ts'
import { probe as providerOpenai } from './provider-openai.ts'
import { probe as providerOpenrouter } from './provider-openrouter.ts'
import { probe as providerSarvam } from './provider-sarvam.ts'
import { probe as redisExposed } from './redis-exposed.ts'
import { probe as redisReachable } from './redis-reachable.ts'
import { probe as redisShared } from './redis-shared.ts'
import { probe as serverAuth } from './server-auth.ts'
import { probe as serverReachable } from './server-reachable.ts'
import { probe as serverWebsocket } from './server-websocket.ts'
import { probe as sipAlive } from './sip-alive.ts'
import { probe as sipDeclared } from './sip-declared.ts'
import { probe as sipRules } from './sip-rules.ts'
import { probe as sipService } from './sip-service.ts'
import { probe as stackRunning } from './stack-running.ts'
import { probe as tlsCertificate } from './tls-certificate.ts'
import { probe as turnAnswers } from './turn-answers.ts'
import { probe as versionsKnownTraps } from './versions-known-traps.ts'

export const probes: readonly Probe[] = [
  agentJoins,
  agentRegistered,
  agentRoute,
  carrierSignalwire,
  carrierTelnyx,
  carrierTwilio,
  dbMigrated,
  dbReachable,
  dnsAddress,
  egressAlive,
  egressOutput,
  hostDisk,
  hostPorts,
  mediaPorts,
  mediaUdp,
  pageReachable,
  pageToken,
  providerDeepgram,
  providerElevenlabs,
  providerGoogle,
  providerGroq,
  providerLocal,
  providerOpenai,
  providerOpenrouter,
  providerSarvam,
  redisExposed,
  redisReachable,
  redisShared,
  serverAuth,
  serverReachable,
  serverWebsocket,
  sipAlive,
  sipDeclared,
  sipRules,
  sipService,
  stackRunning,
  tlsCertificate,
  turnAnswers,
  versionsKnownTraps,
]
