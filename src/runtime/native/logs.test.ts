import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { waitFor } from '../../../test/support/wait.ts'
import type { LogLine, LogOptions } from '../runtime.ts'
import { readLogs } from './log-reader.ts'
import { logFile, openLogStore } from './log-store.ts'

let logDir: string
beforeEach(async () => {
  logDir = await mkdtemp(path.join(tmpdir(), 'voicectl-logs-'))
})
afterEach(() => rm(logDir, { recursive: true, force: true }))

const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`
const options = (more: Partial<LogOptions> = {}): LogOptions => ({
  services: [],
  lines: 100,
  follow: false,
  signal: new AbortController().signal,
  ...more,
})

async function read(more: Partial<LogOptions> = {}, known = ['agent', 'web']): Promise<string[]> {
  const lines: string[] = []
  for await (const { service, text } of readLogs(logDir, known, options(more))) lines.push(`${service} ${text}`)
  return lines
}

function store(limitBytes?: number) {
  return openLogStore({ logDir, secrets: ['very-secret-value'], ...(limitBytes ? { limitBytes } : {}) })
}

describe('the log store', () => {
  test('masks secrets in the file, which only its owner can read', async () => {
    const log = store()
    log.write({ time: at(1), service: 'agent', text: 'key=very-secret-value' })
    log.close()
    const file = logFile(logDir, 'agent')
    expect(await readFile(file, 'utf8')).toBe(`${at(1)} key=••••••\n`)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test('keeps two files of bounded size, also over several openings', async () => {
    for (let round = 0; round < 3; round++) {
      const log = store(1000)
      for (let line = 0; line < 20; line++) log.write({ time: at(line), service: 'agent', text: 'x'.repeat(50) })
      log.close()
    }
    const sizes = await Promise.all(['', '.1'].map(async (suffix) => (await stat(logFile(logDir, 'agent') + suffix)).size))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000)
    expect(Math.min(...sizes)).toBeGreaterThan(0)
  })
})

describe('reading', () => {
  test('merges by time and returns the last lines of all together', async () => {
    const log = store()
    log.write({ time: at(1), service: 'agent', text: 'one' })
    log.write({ time: at(3), service: 'agent', text: 'three' })
    log.write({ time: at(2), service: 'web', text: 'two' })
    log.write({ time: at(4), service: 'web', text: 'four' })
    log.close()
    expect(await read()).toEqual(['agent one', 'web two', 'agent three', 'web four'])
    expect(await read({ lines: 2 })).toEqual(['agent three', 'web four'])
    expect(await read({ lines: 0 })).toEqual([])
    expect(await read({ services: ['web'] })).toEqual(['web two', 'web four'])
  })

  test('reaches back over a rotation and over many blocks', async () => {
    const log = store(200_000)
    for (let line = 0; line < 3000; line++) log.write({ time: at(1), service: 'agent', text: `${line} ${'ä'.repeat(40)}` })
    log.close()
    const lines = await read({ lines: 2500 })
    expect(lines).toHaveLength(2500)
    expect(lines[0]).toMatch(/^agent 500 ä+$/)
    expect(lines.at(-1)).toMatch(/^agent 2999 /)
  })

  test('a line that was written past the store keeps its place', async () => {
    await writeFile(logFile(logDir, 'agent'), `${at(1)} crashed\n    at somewhere\n`)
    expect(await read()).toEqual(['agent crashed', 'agent     at somewhere'])
  })

  test('there is nothing to read where nothing was written', async () => {
    expect(await read()).toEqual([])
  })

  test('an unknown service is refused with the nearest name', async () => {
    await expect(read({ services: ['agnet'] })).rejects.toMatchObject({
      code: 'LOG_SERVICE_UNKNOWN',
      fix: [{ command: 'voicectl logs agent' }],
      exit: 2,
    })
  })
})

describe('following', () => {
  test('brings new lines, half-written ones when whole, and goes over a rotation without a loss', async () => {
    const log = store(500)
    log.write({ time: at(0), service: 'agent', text: 'before' })
    const stop = new AbortController()
    const seen: LogLine[] = []
    const following = (async () => {
      for await (const line of readLogs(logDir, ['agent'], options({ follow: true, signal: stop.signal }))) seen.push(line)
    })()
    await waitFor(() => seen.length === 1, { what: 'the first line' })
    for (let line = 0; line < 12; line++) {
      log.write({ time: at(line), service: 'agent', text: `line ${line} ${'x'.repeat(30)}` })
      await waitFor(() => seen.length === line + 2, { what: `line ${line}`, context: () => JSON.stringify(seen) })
    }
    log.close()
    await appendFile(logFile(logDir, 'agent'), `${at(20)} half`)
    await appendFile(logFile(logDir, 'agent'), ` and whole\n`)
    await waitFor(() => seen.at(-1)?.text === 'half and whole', { what: 'the half line', context: () => JSON.stringify(seen) })
    stop.abort()
    await following
    expect(seen.map(({ text }) => text.split(' ').slice(0, 2).join(' '))).toEqual([
      'before',
      ...Array.from({ length: 12 }, (_, line) => `line ${line}`),
      'half and',
    ])
  })
})
