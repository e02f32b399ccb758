import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs'
import path from 'node:path'

const SETTLE_MS = 150
const CODE = /\.[cm]?[jt]sx?$|\.json$/

export interface WatchOptions {
  dir: string
  /** Names of files in `dir`. */
  files: readonly string[]
  /** A program file; code beside it counts too, since it may be imported. */
  codeFile: string | null
}

export interface FileChanges extends AsyncIterable<string> {
  /** What is watched, for a person. */
  watched: string[]
  close(): void
}

/**
 * The names of files as they change, several quick changes as one. Folders are watched, not files: an editor that replaces a file
 * would end a watch on it. A file that was only read or touched without a change of size or time doesn't count.
 */
export function watchFiles({ dir, files, codeFile }: WatchOptions): FileChanges {
  const pending: string[] = []
  let wake: () => void = () => {}
  let closed = false
  const tell = (name: string) => {
    if (!pending.includes(name)) pending.push(name)
    wake()
  }
  const watchers = [watchFolder(dir, (name) => files.includes(name), tell)]
  const codeFolder = codeFile === null ? null : path.dirname(codeFile)
  if (codeFolder !== null) watchers.push(watchFolder(codeFolder, (name) => CODE.test(name), tell))

  async function* changes(): AsyncGenerator<string> {
    while (!closed) {
      if (pending.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      if (closed) return
      yield pending.splice(0).join(', ')
    }
  }
  return {
    watched: [...files, ...(codeFile === null ? [] : [path.relative(dir, codeFile)])],
    close() {
      closed = true
      for (const watcher of watchers) watcher.close()
      wake()
    },
    [Symbol.asyncIterator]: changes,
  }
}

function watchFolder(folder: string, wanted: (name: string) => boolean, tell: (name: string) => void): FSWatcher {
  const stateOf = (name: string) => fileState(path.join(folder, name))
  const seen = new Map(readdirSync(folder).flatMap((name) => (wanted(name) ? [[name, stateOf(name)]] : [])))
  const timers = new Map<string, NodeJS.Timeout>()
  return watch(folder, (_event, name) => {
    if (name === null || !wanted(name)) return
    clearTimeout(timers.get(name))
    const settle = () => {
      const state = stateOf(name)
      if (seen.get(name) === state) return
      seen.set(name, state)
      tell(name)
    }
    timers.set(name, setTimeout(settle, SETTLE_MS))
  })
}

function fileState(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat === undefined ? 'gone' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`
}
