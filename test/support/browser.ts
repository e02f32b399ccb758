import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { findProgram } from './require.ts'
import { SAMPLE_RATE } from './speech.ts'

/** What the page is given for a microphone; `denied`: the permission prompt is answered with no. */
export type FakeMicrophone = 'denied' | { samples: Int16Array; silenceBeforeMs: number; silenceAfterMs: number }

export interface TestBrowser {
  browser: Browser
  close(): Promise<void>
}

const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  '--mute-audio',
]

/** Starts the Chromium of this machine without a window. Its microphone plays the samples, with the silences around them, again and again. */
export async function startBrowser(microphone: FakeMicrophone): Promise<TestBrowser> {
  const folder = await mkdtemp(path.join(tmpdir(), 'voicectl-browser-'))
  const executablePath = findProgram('chromium')
  if (executablePath === null) throw new Error('Chromium is not installed')
  const args = ['--no-sandbox', ...QUIET, ...(await microphoneArgs(microphone, folder))]
  const browser = await chromium.launch({ executablePath, args })
  const close = async () => {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { browser, close }
}

async function microphoneArgs(microphone: FakeMicrophone, folder: string): Promise<string[]> {
  if (microphone === 'denied') return ['--use-fake-device-for-media-stream']
  const file = path.join(folder, 'microphone.wav')
  await writeFile(file, wav([silence(microphone.silenceBeforeMs), microphone.samples, silence(microphone.silenceAfterMs)]))
  return ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${file}`]
}

function silence(ms: number): Int16Array {
  return new Int16Array((SAMPLE_RATE * ms) / 1000)
}

/** A 16 bit mono WAV at SAMPLE_RATE. */
function wav(parts: Int16Array[]): Buffer {
  const data = Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)))
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(SAMPLE_RATE, 24)
  head.writeUInt32LE(SAMPLE_RATE * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}
