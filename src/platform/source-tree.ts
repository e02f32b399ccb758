import { isUtf8 } from 'node:buffer'
import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
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
  /** Asked for those that are not wanted: of these the paths alone are told. */
  lists?: (path: string) => boolean
  /** Asked for every folder, by its own name. */
  enters: (name: string) => boolean
  largestBytes: number
}

const MOST_FILES = 200_000

/**
 * Reads the wanted text files below a folder, in the order of their paths. Links to files inside of it are read once more under their own path; links
 * to folders are not followed.
 */
export function readSourceTree(root: string, options: TreeOptions): { files: TextFile[]; unread: UnreadFile[]; listed: string[] } {
  const { wanted, listed, unread } = findFiles(root, options)
  const files: TextFile[] = []
  for (const result of readSourceFiles(root, wanted.toSorted(), options.largestBytes)) {
    if ('text' in result) files.push(result)
    else unread.push(result)
  }
  return { files, unread, listed: listed.toSorted() }
}

/** Reads files of a folder. One after the other, without promises: it all waits for this, and a short run has no time to load them. */
export function* readSourceFiles(root: string, files: readonly string[], largestBytes: number): Generator<TextFile | UnreadFile> {
  for (const file of files) {
    const result = readText(root, file, largestBytes)
    if (result !== null) yield result
  }
}

/** The files' paths, and the folders that may not be read. */
function findFiles(root: string, { wants, lists, enters }: TreeOptions): { wanted: string[]; listed: string[]; unread: UnreadFile[] } {
  const wanted: string[] = []
  const listed: string[] = []
  const unread: UnreadFile[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined && wanted.length < MOST_FILES; folder = folders.pop()) {
    const entries = entriesOf(root, folder, unread)
    const pathOf = (name: string) => (folder === '' ? name : `${folder}/${name}`)
    folders.push(...entries.filter((entry) => entry.isDirectory() && enters(entry.name)).map(({ name }) => pathOf(name)))
    const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => pathOf(name))
    for (const file of files) {
      if (wants(file)) wanted.push(file)
      else if (lists?.(file)) listed.push(file)
    }
  }
  return { wanted, listed, unread }
}

function entriesOf(root: string, folder: string, unread: UnreadFile[]) {
  try {
    return readdirSync(path.join(root, folder), { withFileTypes: true })
  } catch (error) {
    if (folder === '') throw error
    unread.push({ path: folder, reason: 'unreadable', detail: (error as Error).message })
    return []
  }
}

function readText(root: string, file: string, largestBytes: number): TextFile | UnreadFile | null {
  const full = path.join(root, file)
  try {
    const link = lstatSync(full).isSymbolicLink()
    if (link && !isInside(realpathSync(root), realpathSync(full))) {
      return { path: file, reason: 'link-outside', detail: 'a symbolic link that leads out of the checked folder' }
    }
    const content = readRegular(full, largestBytes)
    if (content === null) return null
    const { bytes, size, mode } = content
    if (bytes === null)
      return { path: file, reason: 'too-large', detail: `${inMegabytes(size)}; up to ${inMegabytes(largestBytes)} is read` }
    const text = decode(bytes)
    if (text === null) return { path: file, ...notText(bytes) }
    return { path: file, text, mode: process.platform === 'win32' ? null : mode & 0o777 }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ELOOP') return { path: file, reason: 'link-loop', detail: 'a symbolic link that leads to itself' }
    return { path: file, reason: 'unreadable', detail: code === 'ENOENT' ? 'a symbolic link that leads nowhere' : message }
  }
}

/** Null for what is no regular file; no bytes where there are too many. */
function readRegular(file: string, largestBytes: number): { bytes: Buffer | null; size: number; mode: number } | null {
  const handle = openSync(file, 'r')
  try {
    const stats = fstatSync(handle)
    if (!stats.isFile()) return null
    const { size, mode } = stats
    return { bytes: size > largestBytes ? null : readFileSync(handle), size, mode }
  } finally {
    closeSync(handle)
  }
}

/** A text as the bytes of the file that it was read from: in the same encoding, with the same byte order mark or none. */
export function encodeLike(bytes: Uint8Array, text: string): Uint8Array {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(`\uFEFF${text}`, 'utf16le')
  return Buffer.from(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? `\uFEFF${text}` : text)
}

/** UTF-8 or UTF-16 text with its byte order mark taken off; null for anything else. */
export function decode(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes)
  if (bytes.includes(0) || !isUtf8(bytes)) return null
  const text = bytes.toString('utf8')
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function decodeUtf16(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-16le', { fatal: true }).decode(bytes)
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
