import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

export interface TarEntry {
  /** Relative, with forward slashes. */
  name: string
  text: string
}

const BLOCK = 512
const LONGEST_NAME = 100

/**
 * A gzipped tar (ustar) of texts. Our own few lines: packages that write archives pack files from the disk, and what goes in here is
 * redacted in memory; it must never lie on a disk before.
 */
export async function tarGz(entries: readonly TarEntry[], modified: Date): Promise<Buffer> {
  const blocks = entries.flatMap(({ name, text }) => {
    const content = Buffer.from(text)
    return [header(safeName(name), content.length, modified), content, Buffer.alloc(-content.length & (BLOCK - 1))]
  })
  return promisify(gzip)(Buffer.concat([...blocks, Buffer.alloc(BLOCK * 2)]))
}

function header(name: string, size: number, modified: Date): Buffer {
  const block = Buffer.alloc(BLOCK)
  const put = (text: string, offset: number) => block.write(text, offset, 'latin1')
  const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, '0')
  put(name, 0)
  put(octal(0o600, 8), 100)
  put(octal(0, 8), 108)
  put(octal(0, 8), 116)
  put(octal(size, 12), 124)
  put(octal(Math.floor(modified.getTime() / 1000), 12), 136)
  put('        ', 148)
  put('0', 156)
  put('ustar\u000000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(`${octal(sum, 7)}\u0000 `, 148)
  return block
}

/** A name that every tar unpacks below the current folder; the end of a long one counts. */
function safeName(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.' && part !== '..')
  const ascii = parts.join('/').replaceAll(/[^\w./@+ -]/g, '_')
  return ascii.length <= LONGEST_NAME ? ascii : ascii.slice(-LONGEST_NAME).replace(/^[^/]*\//, '')
}
