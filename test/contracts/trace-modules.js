// Preloaded into a voicectl process (node --import): notes each file that it loads, and writes the list to TRACE_FILE when it ends.
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const loaded = []
registerHooks({
  load(url, context, next) {
    if (!url.startsWith('node:')) loaded.push(url)
    return next(url, context)
  },
})
process.on('exit', () => writeFileSync(process.env.TRACE_FILE, JSON.stringify(loaded)))
