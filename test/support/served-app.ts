import { tmpdir } from 'node:os'
import { createApp, type AppOptions } from '../../src/server/app.ts'
import { listen } from '../../src/server/listen.ts'
import type { Stack } from '../../src/stack/load.ts'
import { stackSchema } from '../../src/stack/schema.ts'
import { ask, type HttpQuestion } from './http.ts'

export const API_KEY = 'APIdesk'
export const API_SECRET = 'k'.repeat(43)

export interface Given extends Omit<AppOptions, 'stack'> {
  /** Beside name, target local and the agent's name, as in voicectl.yaml. */
  config?: object
  env?: Record<string, string>
}

/** A stack in memory called desk, whose agent is desk-agent. */
export function memoryStack({ config = {}, env = {} }: Pick<Given, 'config' | 'env'> = {}): Stack {
  const parsed = stackSchema.parse({ version: 1, name: 'desk', target: 'local', agent: { name: 'desk-agent' }, ...config })
  const values = { LIVEKIT_API_KEY: API_KEY, LIVEKIT_API_SECRET: API_SECRET, ...env }
  return { dir: tmpdir(), config: parsed, env: new Map(Object.entries(values)) }
}

const running: (() => Promise<void>)[] = []

/** Ends every app that was served. */
export async function closeServed(): Promise<void> {
  await Promise.all(running.splice(0).map((close) => close()))
}

/** Serves the web app of a stack in memory on a free port of loopback. */
export async function serve({ config, env, ...options }: Given = {}) {
  const stack = memoryStack({ ...(config && { config }), ...(env && { env }) })
  const { port, close } = await listen(createApp({ stack, ...options }), { host: '127.0.0.1', port: 0 })
  running.push(close)
  return {
    port,
    get: (url: string, headers: Record<string, string> = {}) => ask(port, url, { headers }),
    post: (url: string, body: unknown, headers: Record<string, string> = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const question: HttpQuestion = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text }
      return ask(port, url, question)
    },
  }
}

/** The code and message of a refusal. */
export function errorOf(answer: { text: string }): { code: string; message: string } {
  return (JSON.parse(answer.text) as { error: { code: string; message: string } }).error
}
