import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSourceTree } from './source-tree.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-tree-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const put = async (file: string, content: string | Uint8Array) => {
  await mkdir(path.dirname(path.join(dir, file)), { recursive: true })
  await writeFile(path.join(dir, file), content)
}
const read = () =>
  readSourceTree(dir, { wants: (file) => file.endsWith('.yaml'), enters: (name) => name !== 'node_modules', largestBytes: 1024 })

test('reads the wanted files in order, with their modes, and leaves folders out', async () => {
  await put('b/c.yaml', 'c')
  await put('a.yaml', '\uFEFFa')
  await put('a.txt', 'x')
  await put('node_modules/x.yaml', 'x')
  await chmod(path.join(dir, 'a.yaml'), 0o600)
  expect(read()).toEqual({
    files: [
      { path: 'a.yaml', text: 'a', mode: 0o600 },
      { path: 'b/c.yaml', text: 'c', mode: 0o644 },
    ],
    unread: [],
    listed: [],
  })
})

test('says of what is no text why it was not read', async () => {
  await put('big.yaml', 'x'.repeat(2000))
  await put('binary.yaml', new Uint8Array([65, 0, 66]))
  await put('latin.yaml', new Uint8Array([0x66, 0xfc, 0x72]))
  await symlink('loop.yaml', path.join(dir, 'loop.yaml'))
  await symlink('nowhere', path.join(dir, 'dangling.yaml'))
  await symlink('/etc/hostname', path.join(dir, 'outside.yaml'))
  await symlink('.', path.join(dir, 'self'))
  const { files, unread } = read()
  expect(files).toEqual([])
  expect(unread.map(({ path: file, reason }) => `${file} ${reason}`)).toEqual([
    'big.yaml too-large',
    'binary.yaml binary',
    'dangling.yaml unreadable',
    'latin.yaml not-utf8',
    'loop.yaml link-loop',
    'outside.yaml link-outside',
  ])
})

test('reads a link to a file inside, and UTF-16 with its mark', async () => {
  await put('a.yaml', new Uint8Array([0xff, 0xfe, 0x61, 0, 0x62, 0]))
  await symlink('a.yaml', path.join(dir, 'b.yaml'))
  expect(read().files.map(({ path: file, text }) => [file, text])).toEqual([
    ['a.yaml', 'ab'],
    ['b.yaml', 'ab'],
  ])
})

test('a folder that is not there is an error', async () => {
  await rm(dir, { recursive: true })
  expect(read).toThrow('ENOENT')
})
