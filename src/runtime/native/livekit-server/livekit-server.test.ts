import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../../../test/support/free-port.ts'
import type { Progress } from '../../../core/progress.ts'
import { Failure } from '../../../core/failure.ts'
import { byBuild } from './build.ts'
import { byDocker } from './docker.ts'
import { byDownload } from './download.ts'
import { findLiveKitServer } from './find.ts'
import { fromEnvironment, inCache, onPath } from './installed.ts'
import { cachedFile, cacheFolder, LIVEKIT_VERSION, type SourceContext } from './source.ts'

const PROGRAM = '#!/bin/sh\necho the server\n'
const ARCH = { x64: 'amd64', arm64: 'arm64', arm: 'armv7' }[process.arch as string]
const ASSET = `livekit_${LIVEKIT_VERSION.slice(1)}_linux_${ARCH}.tar.gz`
const describeOnLinux = describe.runIf(process.platform === 'linux')

let folder: string
let env: NodeJS.ProcessEnv
let events: Progress[]
const closers: Array<() => Promise<unknown>> = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'voicectl-server-'))
  env = { XDG_CACHE_HOME: path.join(folder, 'cache'), PATH: path.join(folder, 'bin'), HOME: folder }
  await mkdir(path.join(folder, 'bin'))
  events = []
})
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await rm(folder, { recursive: true, force: true })
})

const context = (more: Partial<SourceContext> = {}): SourceContext => ({
  env,
  report: (event) => events.push(event),
  signal: new AbortController().signal,
  ...more,
})

/** Puts a shell script on the PATH of the test. */
async function install(name: string, script: string): Promise<string> {
  const file = path.join(folder, 'bin', name)
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return file
}

const leftovers = async () => (await readdir(cacheFolder(env)).catch(() => [])).filter((name) => name.startsWith('work-'))

interface Release {
  archive: Buffer
  checksums: string
}

async function release(): Promise<Release> {
  const source = path.join(folder, 'release')
  await mkdir(source)
  await writeFile(path.join(source, 'livekit-server'), PROGRAM)
  await writeFile(path.join(source, 'LICENSE'), 'text')
  const archive = execFileSync('tar', ['-czf', '-', '-C', source, 'LICENSE', 'livekit-server'])
  const checksum = createHash('sha256').update(archive).digest('hex')
  return { archive, checksums: `${'0'.repeat(64)}  livekit_other.tar.gz\n${checksum}  ${ASSET}\n` }
}

type Answers = Record<string, (response: ServerResponse) => void>

/** A release host; what it has no answer for is a 404. */
async function serveRelease(answers: Answers): Promise<void> {
  const server = createServer((request, response) => {
    const name = path.basename(request.url ?? '')
    const known = request.url === `/${LIVEKIT_VERSION}/${name}` ? answers[name] : undefined
    if (known) known(response)
    else response.writeHead(404).end('no such file')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  env['VOICECTL_LIVEKIT_RELEASES'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const whole = (content: Buffer | string) => (response: ServerResponse) => void response.end(content)

describe('an installed server', () => {
  test('the one that is named wins, and one that is named and can not be run is a Failure', async () => {
    await install('livekit-server', 'exit 0')
    const named = await install('mine', 'exit 0')
    env['VOICECTL_LIVEKIT_SERVER'] = named
    expect(await findLiveKitServer(context())).toMatchObject({ origin: 'env', location: named })
    env['VOICECTL_LIVEKIT_SERVER'] = path.join(folder, 'nowhere')
    await expect(findLiveKitServer(context())).rejects.toMatchObject({ code: 'LIVEKIT_SERVER_NOT_EXECUTABLE', exit: 2 })
  })

  test('then PATH, then the cache', async () => {
    const kept = cachedFile(env)
    await mkdir(path.dirname(kept), { recursive: true })
    await writeFile(kept, PROGRAM, { mode: 0o755 })
    expect(await findLiveKitServer(context())).toMatchObject({ origin: 'cache', location: kept })
    const installed = await install('livekit-server', 'exit 0')
    const server = await findLiveKitServer(context())
    expect(server).toMatchObject({ origin: 'path', location: installed })
    expect(server.launch('/some/livekit.yaml')).toEqual({ command: installed, args: ['--config', '/some/livekit.yaml'], passEnv: [] })
  })
})

describeOnLinux('the download', () => {
  const find = (more: Partial<SourceContext> = {}) => byDownload.find(context({ env: { ...env, PATH: process.env['PATH'] }, ...more }))

  test('is verified, unpacked and kept', async () => {
    const { archive, checksums } = await release()
    await serveRelease({
      'checksums.txt': whole(checksums),
      [ASSET]: (response) => void response.setHeader('content-length', archive.length).end(archive),
    })
    expect(await find()).toMatchObject({ found: { origin: 'download', location: cachedFile(env) } })
    expect(await readFile(cachedFile(env), 'utf8')).toBe(PROGRAM)
    expect(execFileSync(cachedFile(env)).toString()).toBe('the server\n')
    const { length } = archive
    const text = 'Downloading livekit-server'
    expect(events).toContainEqual({ type: 'progress', id: 'livekit-server', text, current: length, total: length, unit: 'bytes' })
    expect(await leftovers()).toEqual([])
    expect(await inCache.find(context())).toHaveProperty('found')
  })

  test('two at once do not meet', async () => {
    const { archive, checksums } = await release()
    await serveRelease({ 'checksums.txt': whole(checksums), [ASSET]: whole(archive) })
    const results = await Promise.all([find(), find(), find()])
    expect(results.every((result) => 'found' in result)).toBe(true)
    expect(await readFile(cachedFile(env), 'utf8')).toBe(PROGRAM)
    expect(await leftovers()).toEqual([])
  })

  test.each<[string, (made: Release) => Answers, RegExp]>([
    [
      'a checksum that does not match',
      ({ archive, checksums }) => ({ 'checksums.txt': whole(checksums), [ASSET]: whole(Buffer.concat([archive, Buffer.from('x')])) }),
      /does not match its published checksum/,
    ],
    [
      'checksums without our file',
      ({ archive }) => ({ 'checksums.txt': whole(`${'0'.repeat(64)}  other.tar.gz\n`), [ASSET]: whole(archive) }),
      /does not list livekit_/,
    ],
    [
      'checksums that are a login page',
      ({ archive }) => ({ 'checksums.txt': whole('<html>log in</html>'), [ASSET]: whole(archive) }),
      /does not list livekit_/,
    ],
    ['checksums without an end', () => ({ 'checksums.txt': (response) => void response.end('x'.repeat(200_000)) }), /far too large/],
    ['no checksums', ({ archive }) => ({ [ASSET]: whole(archive) }), /answers 404 for checksums.txt/],
    ['no file', ({ checksums }) => ({ 'checksums.txt': whole(checksums) }), /answers 404 for livekit_/],
    [
      'a transfer that breaks off',
      ({ archive, checksums }) => ({
        'checksums.txt': whole(checksums),
        [ASSET]: (response) => {
          response.setHeader('content-length', archive.length)
          response.write(archive.subarray(0, 20), () => response.destroy())
        },
      }),
      /broke off/,
    ],
  ])('%s is told, and nothing is kept', async (_what, answers, reason) => {
    await serveRelease(answers(await release()))
    expect(await find()).toEqual({ reason: expect.stringMatching(reason) })
    expect(await inCache.find(context())).toEqual({ reason: 'none kept yet' })
    expect(await leftovers()).toEqual([])
  })

  test('a host that does not answer is given up after 5 seconds', async () => {
    await serveRelease({ 'checksums.txt': () => {} })
    expect(await find()).toEqual({ reason: expect.stringContaining('did not answer within 5 s') })
  })

  test('a host that is not there is told at once', async () => {
    env['VOICECTL_LIVEKIT_RELEASES'] = `http://127.0.0.1:${await freePort()}`
    expect(await find()).toEqual({ reason: expect.stringContaining('ECONNREFUSED') })
  })

  test('Ctrl-C in the middle leaves nothing', async () => {
    const { archive, checksums } = await release()
    const abort = new AbortController()
    await serveRelease({
      'checksums.txt': whole(checksums),
      [ASSET]: (response) => {
        response.setHeader('content-length', archive.length)
        response.write(archive.subarray(0, 20), () => abort.abort())
      },
    })
    await expect(find({ signal: abort.signal })).rejects.toThrow()
    expect(await leftovers()).toEqual([])
  })
})

describe('Docker', () => {
  test('is used where its daemon answers, with the keys by name only', async () => {
    const docker = await install('docker', 'exit 0')
    const result = await byDocker.find(context())
    if (!('found' in result)) throw new Error(result.reason)
    const { command, args, cleanup } = result.found.launch('/stack/livekit.yaml')
    expect(command).toBe(docker)
    expect(args.join(' ')).toContain(`--network host --env LIVEKIT_KEYS --mount type=bind,source=/stack/livekit.yaml`)
    expect(args.join(' ')).toContain(`livekit/livekit-server:${LIVEKIT_VERSION} --config`)
    expect(cleanup?.args[2]).toBe(args[3])
  })

  test('is passed over where its daemon does not answer', async () => {
    await install('docker', 'exit 1')
    expect(await byDocker.find(context())).toEqual({ reason: 'the Docker daemon does not answer' })
  })
})

test('where none works, everything tried is listed with its reason, and one command helps', async () => {
  env['VOICECTL_LIVEKIT_RELEASES'] = `http://127.0.0.1:${await freePort()}`
  const failure = await findLiveKitServer(context()).catch((error: unknown) => error)
  if (!(failure instanceof Failure)) throw new Error(`expected a Failure, got ${String(failure)}`)
  expect(failure.code).toBe('LIVEKIT_SERVER_NOT_FOUND')
  expect(failure.details.map((line) => line.split(':')[0])).toEqual([
    fromEnvironment.label,
    onPath.label,
    inCache.label,
    byDownload.label,
    byBuild.label,
    byDocker.label,
  ])
  expect(failure.fix[0]?.command).toBeTruthy()
})
