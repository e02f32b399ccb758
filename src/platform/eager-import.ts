import { setFlagsFromString } from 'node:v8'

/** What the modules need of Node itself: loaded before, as Node keeps these compiled in another way. */
const BUILTINS = ['node:child_process', 'node:fs/promises', 'node:path', 'node:util']

/**
 * Loads modules of which nearly all functions run, with every function compiled at once: docs/adr/0004. Node's compile cache holds what was compiled
 * while loading; what is compiled at its first call is compiled again in each run.
 */
export async function importEagerly<Modules>(load: () => Promise<Modules>): Promise<Modules> {
  for (const name of BUILTINS) process.getBuiltinModule(name)
  setFlagsFromString('--no-lazy')
  try {
    return await load()
  } finally {
    setFlagsFromString('--lazy')
  }
}
