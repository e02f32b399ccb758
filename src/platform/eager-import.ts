/** What the modules need of Node itself: loaded before, as Node keeps these compiled in another way. */
const BUILTINS = ['node:fs', 'node:path', 'node:tty', 'node:util']

/**
 * Loads modules of which nearly all functions run, with every function compiled at once: docs/adr/0004. Node's compile cache holds what was compiled
 * while loading; what is compiled at its first call is compiled again in each run.
 */
export async function importEagerly<Modules>(load: () => Promise<Modules>): Promise<Modules> {
  for (const name of BUILTINS) process.getBuiltinModule(name)
  // Not by an import, which would load all that it exports.
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  setFlagsFromString('--no-lazy')
  try {
    return await load()
  } finally {
    setFlagsFromString('--lazy')
  }
}
