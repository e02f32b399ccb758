import { writeFile } from 'node:fs/promises'
import path from 'node:path'

/** An agent that joins its room and says so, and no more: a call needs no provider then. */
export const QUIET_AGENT = `export default defineAgent({ entry: async (ctx) => { await ctx.connect(); console.log('joined', ctx.room.name) } })`

/** Writes a user's own agent file; set `agent.file` to its name. `defineAgent` is there already. */
export async function writeAgentFile(dir: string, source: string, name = 'agent.mjs'): Promise<void> {
  const sdk = import.meta.resolve('@livekit/agents')
  await writeFile(path.join(dir, name), `import { defineAgent } from ${JSON.stringify(sdk)}\n${source}\n`)
}
