import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { APIConnectionError } from '@livekit/agents'
import type { Voice } from './voice.ts'

/** The sample rate of espeak-ng's voices. */
const SAMPLE_RATE = 22_050
const WORDS_PER_MINUTE = '165'
const PROGRAM = 'espeak-ng'

/** True where espeak-ng is on PATH. */
export function espeakInstalled(env: NodeJS.ProcessEnv = process.env): boolean {
  return (env['PATH'] ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .some((folder) => isExecutable(path.join(folder, PROGRAM)))
}

/** espeak-ng, the speech of demo mode: robotic, but it speaks Hindi and English on any machine without a key. */
export class EspeakVoice implements Voice {
  readonly provider = 'espeak-ng'
  readonly model: string
  readonly sampleRate = SAMPLE_RATE
  readonly concurrency = 2

  constructor(language: 'en' | 'hi') {
    this.model = language === 'hi' ? 'hi' : 'en-us'
  }

  async *speak(text: string, signal: AbortSignal): AsyncGenerator<Buffer> {
    // The text goes through stdin, so that one that begins with a dash is no option.
    const child = spawn(PROGRAM, ['-v', this.model, '-s', WORDS_PER_MINUTE, '--stdin', '--stdout'], { stdio: ['pipe', 'pipe', 'ignore'] })
    const ended = new Promise<string | null>((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('close', (code) => resolve(code === 0 ? null : `${PROGRAM} ended with code ${code}`))
    })
    const stop = () => child.kill('SIGKILL')
    signal.addEventListener('abort', stop)
    child.stdin.on('error', () => {})
    child.stdin.end(text)
    try {
      yield* withoutWavHead(child.stdout)
      const problem = await ended
      if (problem !== null && !signal.aborted) throw new APIConnectionError({ message: problem, options: { retryable: false } })
    } finally {
      signal.removeEventListener('abort', stop)
      stop()
    }
  }
}

async function* withoutWavHead(wav: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0)
  for await (const chunk of wav) {
    if (head === null) {
      yield chunk
      continue
    }
    head = Buffer.concat([head, chunk])
    const data = head.indexOf('data')
    if (data < 0 || head.length < data + 8) continue
    yield head.subarray(data + 8)
    head = null
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
