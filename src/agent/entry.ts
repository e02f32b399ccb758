import { endWithReader } from '../platform/closed-output.ts'
import { guardAgent } from './guard-agent.ts'
import { loadAgent } from './load-agent.ts'

// A call goes on when nobody reads its log any more; the worker says when it ends.
endWithReader(() => {})

// The module that the SDK imports in every job process; it wants a default export.
// oxlint-disable-next-line import/no-default-export
export default guardAgent(await loadAgent())
