// Not by imports, which would load all that they export: docs/adr/0004.
const { closeSync, fstatSync, openSync, readFileSync } = process.getBuiltinModule('node:fs')
const { getCompileCacheDir } = process.getBuiltinModule('node:module')
const { Script } = process.getBuiltinModule('node:vm')

/** What ends a kept file, after V8's code. */
interface Trailer {
  /** The first line of the script that it was compiled from. */
  content: string
  /** What ran in the runs that it comes from, in the script's own words. */
  ran: readonly string[]
}

export interface LoadedScript<Exports> {
  exports: Exports
  /** Keeps what was compiled for the next run, where something ran that had not run before. To be called when all is done. */
  keep: (ran: readonly string[]) => Promise<void>
}

/**
 * Runs a script of the bundle: a function that returns what is exported, in ASCII, below a line that tells its content. Its functions come compiled from
 * Node's compile cache folder: those that ran before, where Node itself keeps only what is compiled before a script runs, and compiles the rest again in
 * each run.
 */
export function loadScript<Exports>(file: URL): LoadedScript<Exports> {
  const text = readFileSync(file, 'latin1')
  const content = text.slice(0, text.indexOf('\n'))
  const folder = getCompileCacheDir()
  const kept = folder === undefined ? null : `${folder}/${file.pathname.replaceAll(/[^\w.-]/g, '_').slice(-200)}`
  const compiled = kept === null ? null : readCompiled(kept, content)
  const script = new Script(text, {
    filename: file.href,
    ...(compiled ? { cachedData: compiled.code } : {}),
  })
  const before = compiled && !script.cachedDataRejected ? compiled.ran : []
  const run = script.runInThisContext() as () => Exports
  return {
    exports: run(),
    keep: async (ran) => {
      if (kept === null || ran.every((part) => before.includes(part))) return
      const trailer: Trailer = { content, ran: [...new Set([...before, ...ran])] }
      await write(kept, Buffer.concat([script.createCachedData(), Buffer.from(`\n${JSON.stringify(trailer)}`)]))
    },
  }
}

/** Null where there is none of this very script. */
function readCompiled(kept: string, content: string): { code: Buffer; ran: readonly string[] } | null {
  try {
    const bytes = readOwn(kept)
    if (bytes === null) return null
    const end = bytes.lastIndexOf('\n')
    const trailer = JSON.parse(bytes.toString('utf8', end)) as Trailer
    return trailer.content === content ? { code: bytes.subarray(0, end), ran: trailer.ran } : null
  } catch {
    return null
  }
}

/** Null for a file that somebody else may have written: what it holds is executed, and the folder for temporary files is everybody's. */
function readOwn(file: string): Buffer | null {
  const handle = openSync(file, 'r')
  try {
    const { uid, mode } = fstatSync(handle)
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
    return isOwn ? readFileSync(handle) : null
  } finally {
    closeSync(handle)
  }
}

/** Where the folder can't be written to, the next run compiles again. */
async function write(kept: string, bytes: Uint8Array): Promise<void> {
  const { replaceFile } = await import('./files.ts')
  await replaceFile(kept, bytes, 0o600).catch(() => {})
}
