import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { LIVEKIT_VERSION, program, type Source, type SourceContext } from './source.ts'
import { makeInCache } from './workbench.ts'

const RELEASES = 'https://github.com/livekit/livekit/releases/download'
/** An offline machine goes on to the next source after this long. */
const ANSWER_MS = 5000
/** A transfer that stands still for this long has failed. */
const STALL_MS = 15_000
const LARGEST_CHECKSUMS_BYTES = 64 * 1024
const PROGRAM = 'livekit-server'

/** Why the release can't be had: an expected end, told as a reason. */
class NotAvailable extends Error {}

/** The pinned release, verified against the checksums that are published with it. */
export const byDownload: Source = {
  label: 'download',
  async find(context) {
    const asset = assetName()
    if (asset === null) return { reason: `the release has no program for ${process.platform} ${process.arch}` }
    const base = `${(context.env['VOICECTL_LIVEKIT_RELEASES'] || RELEASES).replace(/\/$/, '')}/${LIVEKIT_VERSION}`
    try {
      const expected = await publishedChecksum(base, asset, context.signal)
      context.report({ type: 'step', id: 'livekit-server', text: `Downloading livekit-server ${LIVEKIT_VERSION}` })
      const file = await makeInCache(context.env, (folder) => fetchProgram({ base, asset, expected, folder }, context))
      context.report({ type: 'done', id: 'livekit-server', text: `livekit-server ${LIVEKIT_VERSION} is downloaded and verified` })
      return { found: program('download', file) }
    } catch (error) {
      context.signal.throwIfAborted()
      if (error instanceof NotAvailable) return { reason: error.message }
      return { reason: `failed: ${(error as Error).message}` }
    }
  },
}

interface Wanted {
  base: string
  asset: string
  /** SHA-256, hexadecimal. */
  expected: string
  folder: string
}

/** The release's file for this machine, or null where none is published. */
function assetName(): string | null {
  const arch = { x64: 'amd64', arm64: 'arm64', arm: 'armv7' }[process.arch as string]
  return process.platform === 'linux' && arch !== undefined ? `livekit_${LIVEKIT_VERSION.slice(1)}_linux_${arch}.tar.gz` : null
}

async function publishedChecksum(base: string, asset: string, signal: AbortSignal): Promise<string> {
  const response = await get(`${base}/checksums.txt`, signal)
  const text = await readText(response)
  const line = text.split('\n').find((each) => each.trim().split(/\s+\*?/)[1] === asset)
  const checksum = line?.trim().split(/\s+/)[0]?.toLowerCase()
  if (checksum === undefined || !/^[0-9a-f]{64}$/.test(checksum))
    throw new NotAvailable(`the release's checksums.txt does not list ${asset}`)
  return checksum
}

async function fetchProgram({ base, asset, expected, folder }: Wanted, { report, signal }: SourceContext): Promise<string> {
  const archive = path.join(folder, asset)
  const actual = await save(await get(`${base}/${asset}`, signal), archive, (current, total) =>
    report({ type: 'progress', id: 'livekit-server', text: 'Downloading livekit-server', current, total, unit: 'bytes' }),
  )
  if (actual !== expected) throw new NotAvailable(`${asset} does not match its published checksum; it was thrown away`)
  const { execa } = await import('execa')
  await execa('tar', ['-xzf', archive, '-C', folder, PROGRAM], { cancelSignal: signal })
  return path.join(folder, PROGRAM)
}

async function get(url: string, signal: AbortSignal): Promise<Response> {
  const late = AbortSignal.timeout(ANSWER_MS)
  const host = new URL(url).host
  const abort = new AbortController()
  const stop = () => abort.abort()
  for (const source of [late, signal]) source.addEventListener('abort', stop, { once: true })
  try {
    const response = await fetch(url, { signal: abort.signal })
    if (!response.ok) throw new NotAvailable(`${host} answers ${response.status} for ${path.basename(url)}`)
    return response
  } catch (error) {
    if (error instanceof NotAvailable) throw error
    const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code
    throw new NotAvailable(
      late.aborted
        ? `${host} did not answer within ${ANSWER_MS / 1000} s`
        : `${host} is not reachable (${code ?? (error as Error).message})`,
    )
  } finally {
    // Only the answer is awaited under this limit; the transfer has its own.
    late.removeEventListener('abort', stop)
  }
}

async function readText(response: Response): Promise<string> {
  const parts: Buffer[] = []
  for await (const chunk of body(response)) {
    parts.push(chunk)
    if (Buffer.concat(parts).length > LARGEST_CHECKSUMS_BYTES) throw new NotAvailable('checksums.txt is far too large')
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Writes a response to a file; returns the SHA-256 of what came. */
async function save(response: Response, file: string, onProgress: (current: number, total: number | null) => void): Promise<string> {
  const total = Number(response.headers.get('content-length')) || null
  const hash = createHash('sha256')
  let current = 0
  const counted = async function* () {
    for await (const chunk of body(response)) {
      hash.update(chunk)
      onProgress((current += chunk.length), total)
      yield chunk
    }
  }
  await pipeline(Readable.from(counted()), createWriteStream(file))
  if (total !== null && current < total) throw new NotAvailable(`the transfer broke off after ${current} of ${total} bytes`)
  return hash.digest('hex')
}

/** The chunks of a response; raises when it breaks off or stands still. */
async function* body(response: Response): AsyncGenerator<Buffer> {
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader()
  for (;;) {
    const { promise: stalled, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new NotAvailable(`the transfer stood still for ${STALL_MS / 1000} s`)), STALL_MS)
    try {
      const { done, value } = await Promise.race([reader.read(), stalled])
      if (done) return
      yield Buffer.from(value)
    } catch (error) {
      void reader.cancel().catch(() => {})
      throw error instanceof NotAvailable ? error : new NotAvailable(`the transfer broke off (${(error as Error).message})`)
    } finally {
      clearTimeout(timer)
    }
  }
}
