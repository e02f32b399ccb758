import { lstat, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mendCheck } from './mend-check.ts'
import { writeEdited } from './write-edited.ts'

let dir: string
const at = (file: string) => path.join(dir, file)

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-fix-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const text = 'port: 7880\r\nrtc:\r\n  udp_prot: 7882   # "media"\r\nkeys: {APIq7Hn2xWv4Lc: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0}'
const mended = text.replace('udp_prot', 'udp_port')
const BOM = '\uFEFF'

test.each([
  ['UTF-8', (words: string) => Buffer.from(words)],
  ['UTF-8 with a byte order mark', (words: string) => Buffer.from(BOM + words)],
  ['UTF-16 with a byte order mark', (words: string) => Buffer.from(BOM + words, 'utf16le')],
])('--fix changes nothing but what it mends: %s', async (_name, bytes) => {
  await writeFile(at('livekit.yaml'), bytes(text), { mode: 0o640 })
  await writeFile(at('notes.yaml'), 'services: {}\n')
  await utimes(at('notes.yaml'), 1, 1)
  const { fixed, findings } = await mendCheck({ path: dir }, 'write')
  expect(fixed?.applied.map(({ id }) => id)).toEqual(['livekit.unknown-key'])
  expect(findings.map(({ id }) => id)).not.toContain('livekit.unknown-key')
  expect(await readFile(at('livekit.yaml'))).toEqual(bytes(mended))
  expect((await stat(at('livekit.yaml'))).mode & 0o777).toBe(0o640)
  expect((await stat(at('notes.yaml'))).mtimeMs).toBe(1000)
  const again = await mendCheck({ path: dir }, 'write')
  expect(again.fixed).toMatchObject({ applied: [], diff: '' })
})

test('the diff is what changes; with --dry-run nothing does', async () => {
  await writeFile(at('livekit.yaml'), text)
  const { fixed } = await mendCheck({ path: dir }, 'show')
  const changed = fixed?.diff.split('\n').filter((line) => /^[-+] /.test(line))
  expect(changed?.map((line) => line.trim())).toEqual(['-  udp_prot: 7882   # "media"', '+  udp_port: 7882   # "media"'])
  expect(await readFile(at('livekit.yaml'), 'utf8')).toBe(text)
})

test('a link stays a link, and the file behind it is mended once', async () => {
  await writeFile(at('server.yaml'), text)
  await symlink('server.yaml', at('livekit.yaml'))
  await mendCheck({ path: dir }, 'write')
  expect((await lstat(at('livekit.yaml'))).isSymbolicLink()).toBe(true)
  expect(await readFile(at('server.yaml'), 'utf8')).toBe(mended)
})

test('what somebody else wrote meanwhile is not overwritten', async () => {
  await writeFile(at('livekit.yaml'), 'port: 1\n')
  const edited = { path: 'livekit.yaml', before: text, after: mended, mode: null }
  await expect(writeEdited(dir, edited, 0o644)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  expect(await readFile(at('livekit.yaml'), 'utf8')).toBe('port: 1\n')
  await rm(at('livekit.yaml'))
  await expect(writeEdited(dir, edited, 0o644)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
})

test.each([
  ['ws://livekit.example.com:7880', 'wss://livekit.example.com'],
  ['http://livekit.example.com:7880', 'https://livekit.example.com'],
  ['"ws://livekit.example.com:80"', '"wss://livekit.example.com"'],
  ['livekit.example.com:7880', 'wss://livekit.example.com'],
])('TLS is asked for at the port of the proxy: %s', async (before, after) => {
  await writeFile(
    at('livekit.yaml'),
    'port: 7880\nrtc: {use_external_ip: true}\nkeys: {APIq7Hn2xWv4Lc: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0}\n',
    {
      mode: 0o600,
    },
  )
  await writeFile(at('Caddyfile'), 'livekit.example.com {\n  reverse_proxy 127.0.0.1:7880\n}\n')
  await writeFile(at('.env'), `LIVEKIT_URL=${before}\n`, { mode: 0o600 })
  const { findings } = await mendCheck({ path: dir }, 'write')
  expect(await readFile(at('.env'), 'utf8')).toBe(`LIVEKIT_URL=${after}\n`)
  expect(findings.filter(({ id }) => id.startsWith('url.'))).toEqual([])
})

test('a slip that another one hid is mended in the same run', async () => {
  await writeFile(at('agent.env'), 'LIVKIT_URL=wss://acme.livekit.cloud/rtc\nLIVEKIT_API_KEY=APIq7Hn2xWv4Lc\n', { mode: 0o600 })
  const { fixed } = await mendCheck({ path: dir }, 'write')
  expect(fixed?.applied.map(({ id }) => id)).toEqual(['env.misspelled', 'url.path'])
  expect(await readFile(at('agent.env'), 'utf8')).toBe('LIVEKIT_URL=wss://acme.livekit.cloud\nLIVEKIT_API_KEY=APIq7Hn2xWv4Lc\n')
  expect((await mendCheck({ path: dir }, 'write')).fixed?.applied).toEqual([])
})
