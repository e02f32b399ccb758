// A stock @livekit/agents worker, to be measured beside voicectl's.
import { AgentServer, initializeLogger, ServerOptions } from '@livekit/agents'
import { fileURLToPath } from 'node:url'
import { readSettings } from './settings.ts'

const { livekit, agentName, healthPort } = readSettings()
initializeLogger({ pretty: false, level: 'info' })
const server = new AgentServer(
  new ServerOptions({
    agent: fileURLToPath(new URL('bare-agent.ts', import.meta.url)),
    wsURL: livekit.url,
    apiKey: livekit.apiKey,
    apiSecret: livekit.apiSecret,
    agentName,
    production: true,
    numIdleProcesses: 1,
    host: '127.0.0.1',
    port: healthPort,
    // The callers run on this machine too: the worker must not refuse them for its load.
    loadFunc: async () => 0,
  }),
)
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)))
await server.run()
