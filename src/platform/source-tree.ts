import { lstat, open, readdir, realpath } from 'node:fs/promises'
import path from 'node:path'

/** A text file found below a folder. */
export interface TextFile {
  path: string
  text: string
  mode: number | null
}

/** A file that a filter wanted and that is no readable text. */
export interface UnreadFile {
  path: string
  reason: 'binary' | 'too-large' | 'not-utf8' | 'unreadable' | 'link-loop' | 'link-outside'
  detail: string
}

export interface TreeOptions {
  /** Asked for every file, by its path from the root with forward slashes. */
  wants: (path: string) => boolean
  /** Asked for every folder, by its own name. */
  enters: (name: string) => boolean
  largestBytes: number
}

/** Files read at one time: more only fill the memory. */
const AT_ONCE = 16
const MOST_FILES = 200_000

/** Reads the wanted text files below a folder, in the order of their paths. Links to files inside of it are read once more under their own path; links to folders are not followed. */
export async function readSourceTree(root: string, options: TreeOptions): Promise<{ files: TextFile[]; unread: UnreadFile[] }> {
  const { wanted, unread } = await findFiles(root, options)
  wanted.sort()
  const files: TextFile[] = []
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const read = await Promise.all(wanted.slice(start, start + AT_ONCE).map((file) => readText(root, file, options.largestBytes)))
    for (const result of read) {
      if (result === null) continue
      if ('text' in result) files.push(result)
      else unread.push(result)
    }
  }
  return { files, unread }
}

/** The wanted files' paths, and the folders that may not be read. */
async function findFiles(root: string, { wants, enters }: TreeOptions): Promise<{ wanted: string[]; unread: UnreadFile[] }> {
  const wanted: string[] = []
  const unread: UnreadFile[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined && wanted.length < MOST_FILES; folder = folders.pop()) {
    const entries = await entriesOf(root, folder, unread)
    const pathOf = (name: string) => (folder === '' ? name : `${folder}/${name}`)
    folders.push(...entries.filter((entry) => entry.isDirectory() && enters(entry.name)).map(({ name }) => pathOf(name)))
    const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => pathOf(name))
    wanted.push(...files.filter((file) => wants(file)))
  }
  return { wanted, unread }
}

async function entriesOf(root: string, folder: string, unread: UnreadFile[]) {
  try {
    return await readdir(path.join(root, folder), { withFileTypes: true })
  } catch (error) {
    if (folder === '') throw error
    unread.push({ path: folder, reason: 'unreadable', detail: (error as Error).message })
    return []
  }
}

async function readText(root: string, file: string, largestBytes: number): Promise<TextFile | UnreadFile | null> {
  const full = path.join(root, file)
  try {
    const link = (await lstat(full)).isSymbolicLink()
    if (link && !isInside(await realpath(root), await realpath(full))) {
      return { path: file, reason: 'link-outside', detail: 'a symbolic link that leads out of the checked folder' }
    }
    await using handle = await open(full, 'r')
    const stats = await handle.stat()
    if (!stats.isFile()) return null
    if (stats.size > largestBytes)
      return { path: file, reason: 'too-large', detail: `${inMegabytes(stats.size)}; up to ${inMegabytes(largestBytes)} is read` }
    const bytes = await handle.readFile()
    const text = decode(bytes)
    if (text === null) return { path: file, ...notText(bytes) }
    return { path: file, text, mode: process.platform === 'win32' ? null : stats.mode & 0o777 }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ELOOP') return { path: file, reason: 'link-loop', detail: 'a symbolic link that leads to itself' }
    return { path: file, reason: 'unreadable', detail: code === 'ENOENT' ? 'a symbolic link that leads nowhere' : message }
  }
}

/** UTF-8 or UTF-16 text with its byte order mark taken off; null for anything else. */
function decode(bytes: Buffer): string | null {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
  if (encoding === 'utf-8' && bytes.includes(0)) return null
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function notText(bytes: Buffer): { reason: 'binary' | 'not-utf8'; detail: string } {
  return bytes.includes(0) ? { reason: 'binary', detail: 'not a text file' } : { reason: 'not-utf8', detail: 'not UTF-8' }
}

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file)
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative)
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
