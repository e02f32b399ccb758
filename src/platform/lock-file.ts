import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { identify, isRunning, type ProcessIdentity } from './processes.ts'

/** A takeover lasts milliseconds; one older than this was left by a process that died in it. */
const STALE_TAKEOVER_MS = 10_000
const TAKEOVER_PAUSE_MS = 20

export interface LockFile {
  release(): Promise<void>
}

/** Takes a lock that lives as long as this process. Returns the holder where somebody else has it; a dead holder's lock is taken over. */
export async function takeLock(file: string): Promise<LockFile | { holder: ProcessIdentity }> {
  await mkdir(path.dirname(file), { recursive: true })
  const self = await identify(process.pid)
  for (;;) {
    if (await createExclusive(file, JSON.stringify(self))) return { release: () => rm(file, { force: true }) }
    const holder = await readHolder(file)
    if (holder !== null && (await isRunning(holder))) return { holder }
    await removeStale(file)
  }
}

/** Only one process at a time may judge a lock stale and remove it; without this, two could each remove the other's new one. */
async function removeStale(file: string): Promise<void> {
  const takeover = `${file}.takeover`
  if (!(await createExclusive(takeover, ''))) {
    const age = await stat(takeover).then(
      // A clock that was set back leaves times to come.
      ({ mtimeMs }) => Math.abs(Date.now() - mtimeMs),
      () => 0,
    )
    if (age > STALE_TAKEOVER_MS) await rm(takeover, { force: true, recursive: true })
    else await pause(TAKEOVER_PAUSE_MS)
    return
  }
  try {
    const holder = await readHolder(file)
    if (holder === null || !(await isRunning(holder))) await rm(file, { force: true, recursive: true })
  } finally {
    await rm(takeover, { force: true })
  }
}

/** Linked into place, so that nobody ever sees it without its content. */
async function createExclusive(file: string, content: string): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}`
  try {
    await writeFile(temporary, content, { mode: 0o600 })
    await link(temporary, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

async function readHolder(file: string): Promise<ProcessIdentity | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity
  } catch {
    return null
  }
}
