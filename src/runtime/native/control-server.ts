import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { userInfo } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Failure } from '../../core/failure.ts'
import type { Report } from '../../core/progress.ts'
import { sweepDeadSockets } from './dead-sockets.ts'
import type { ControlReply, ControlRequest, ControlResults } from './control.ts'
import { toFailureData } from './failure-data.ts'

export type ControlHandlers = {
  [Op in ControlRequest['op']]: (request: Extract<ControlRequest, { op: Op }>, report: Report) => Promise<ControlResults[Op]>
}

export interface ControlServer {
  close(): Promise<void>
}

/** Listens for the commands of the same user. The caller holds the stack's lock, so a socket that lies there is a dead one. */
export async function serveControl(socketPath: string, handlers: ControlHandlers): Promise<ControlServer> {
  await makePrivateFolder(path.dirname(socketPath))
  await sweepDeadSockets(path.dirname(socketPath))
  await rm(socketPath, { force: true })
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    createInterface({ input: socket, crlfDelay: Infinity }).once('line', (line) => void answer(socket, line, handlers))
  })
  await listen(server, socketPath)
  await chmod(socketPath, 0o600)
  return { close: () => close(server, open) }
}

async function answer(socket: Socket, line: string, handlers: ControlHandlers): Promise<void> {
  const send = (reply: ControlReply) => {
    if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`)
  }
  send({ type: 'ack' })
  try {
    const data = await dispatch(JSON.parse(line) as ControlRequest, handlers, (event) => send({ type: 'progress', event }))
    send({ type: 'result', data })
  } catch (error) {
    send({ type: 'failure', failure: toFailureData(error) })
  }
  socket.end()
}

function dispatch(request: ControlRequest, handlers: ControlHandlers, report: Report): Promise<unknown> {
  switch (request.op) {
    case 'status':
      return handlers.status(request, report)
    case 'stop':
      return handlers.stop(request, report)
    case 'restart':
      return handlers.restart(request, report)
  }
}

/** In a folder that everybody may write to, only a folder of our own keeps others from putting a socket in our place. */
async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = await lstat(folder)
  if (uid === userInfo().uid && (mode & 0o077) === 0) return
  throw new Failure({
    code: 'CONTROL_FOLDER_UNSAFE',
    message: `Couldn't use ${folder} for the control socket`,
    why: 'It belongs to another user or others may write to it.',
    fix: [{ text: 'Remove it, or set XDG_RUNTIME_DIR to a folder of your own', command: `ls -ld ${folder}` }],
  })
}

function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })
}

/** Replies that are under way may end; a client that does not read is not waited for. */
function close(server: Server, open: Set<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => open.forEach((socket) => socket.destroy()), 500)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
  })
}
