import { guardAgent } from './guard-agent.ts'
import { loadAgent } from './load-agent.ts'

// The module that the SDK imports in every job process; it wants a default export.
// oxlint-disable-next-line import/no-default-export
export default guardAgent(await loadAgent())
