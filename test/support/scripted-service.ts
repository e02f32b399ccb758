import { connect } from 'node:net'
import type { Readiness, Service } from '../../src/runtime/native/service.ts'

export interface ScriptedOptions extends Partial<Service> {
  name: string
  /** JavaScript that the child runs; it stays alive unless the script ends it. */
  script?: string
  /** The child is ready when this port of loopback accepts; at once without one. */
  port?: number
}

const STAY = 'setInterval(() => {}, 1000);'

/** A service whose program is a few lines of JavaScript, for tests of what runs services. */
export function scriptedService({ name, script = '', port, ...rest }: ScriptedOptions): Service {
  return {
    name,
    command: process.execPath,
    args: ['-e', `${STAY}${script}`],
    env: { PATH: process.env['PATH'] ?? '' },
    cwd: process.cwd(),
    dependsOn: [],
    ports: [],
    address: port === undefined ? null : `http://127.0.0.1:${port}`,
    probe: () => (port === undefined ? Promise.resolve({ state: 'ready' }) : accepts(port)),
    readyWithinMs: 10_000,
    stop: [{ signal: 'SIGTERM', waitMs: 5000 }],
    ...rest,
  }
}

/** Script text of a child that listens on a port and so becomes ready. */
export function listening(port: number): string {
  return `require('node:net').createServer().listen(${port}, '127.0.0.1');`
}

function accepts(port: number): Promise<Readiness> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy()
      resolve({ state: 'ready' })
    })
    socket.once('error', () => resolve({ state: 'waiting', detail: `${port} does not accept` }))
  })
}
