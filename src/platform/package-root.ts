import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The installed package's folder: the nearest one above this file that holds a package.json. The same from src/ and from dist/. */
export const packageRoot: string = findRoot(path.dirname(fileURLToPath(import.meta.url)))

/** A module of ours to be run as a program of its own, such as `agent/main`: its .ts in a checkout run from source, else its .js. */
export function modulePath(name: string): string {
  const here = fileURLToPath(import.meta.url)
  return path.join(path.dirname(path.dirname(here)), `${name}${path.extname(here)}`)
}

function findRoot(start: string): string {
  return existsSync(path.join(start, 'package.json')) ? start : findRoot(path.dirname(start))
}
