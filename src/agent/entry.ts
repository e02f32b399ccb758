import { guardAgent } from './guard-agent.ts'
import { loadAgent } from './load-agent.ts'

// The module that the SDK imports in every job process.
export default guardAgent(await loadAgent())
