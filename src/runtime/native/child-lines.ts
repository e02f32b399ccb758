import type { Readable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'

/** A program that never ends its line must not fill the memory. */
const LONGEST_LINE = 16 * 1024

/** Calls back with each line of a stream, without colour codes; the rest when it ends. */
export function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = ''
  const take = (line: string) => {
    const text = stripVTControlCharacters(line).trimEnd()
    if (text !== '') onLine(text)
  }
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(take)
    if (rest.length > LONGEST_LINE) {
      take(rest)
      rest = ''
    }
  })
  stream.on('end', () => take(rest))
  stream.on('error', () => {})
}
