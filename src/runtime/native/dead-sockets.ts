import { readdir, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'

/** A younger one may belong to a supervisor that is about to listen. */
const YOUNGEST_MS = 60_000

/** Removes the sockets of supervisors that ended without removing theirs; those that answer stay. Failing to is no matter. */
export async function sweepDeadSockets(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const sockets = names.filter((name) => name.endsWith('.sock')).map((name) => path.join(folder, name))
  await Promise.all(sockets.map((socket) => sweep(socket).catch(() => {})))
}

async function sweep(socket: string): Promise<void> {
  const { mtimeMs } = await stat(socket)
  if (Date.now() - mtimeMs > YOUNGEST_MS && (await isDead(socket))) await rm(socket, { force: true })
}

/** Only a refusal tells that nobody listens; a supervisor that hangs still takes connections. */
function isDead(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath, () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })
}
