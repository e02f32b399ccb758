import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Report } from '../../core/progress.ts'
import type { ControlReply, ControlRequest, ControlResults } from './control.ts'
import { fromFailureData } from './failure-data.ts'

/** A supervisor that works acknowledges within milliseconds. */
const ACK_MS = 3000

/**
 * Asks the supervisor of a stack. Returns null where none answers: the socket is absent or dead, or its process hangs or died
 * before it could reply. Raises the Failure that it replies with.
 */
export async function askSupervisor<Op extends ControlRequest['op']>(
  socketPath: string,
  request: Extract<ControlRequest, { op: Op }>,
  report: Report = () => {},
): Promise<{ data: ControlResults[Op] } | null> {
  const socket = await dial(socketPath)
  if (socket === null) return null
  const lines = createInterface({ input: socket, crlfDelay: Infinity })
  // A destroyed socket has no end that the reader would see; closing the reader ends the loop below.
  socket.once('close', () => lines.close())
  const late = setTimeout(() => socket.destroy(), ACK_MS)
  socket.write(`${JSON.stringify(request)}\n`)
  try {
    for await (const line of lines) {
      clearTimeout(late)
      const reply = JSON.parse(line) as ControlReply
      if (reply.type === 'progress') report(reply.event)
      if (reply.type === 'failure') throw fromFailureData(reply.failure)
      if (reply.type === 'result') return { data: reply.data as ControlResults[Op] }
    }
    return null
  } finally {
    clearTimeout(late)
    socket.destroy()
  }
}

function dial(socketPath: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(socketPath, () => resolve(socket))
    socket.on('error', () => resolve(null))
  })
}
