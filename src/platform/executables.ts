import path from 'node:path'
import { isExecutable } from './files.ts'

/** The full path of a program on PATH, or null. */
export async function findOnPath(name: string, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '')
  const names = process.platform === 'win32' ? [`${name}.exe`, name] : [name]
  for (const file of folders.flatMap((folder) => names.map((each) => path.join(folder, each)))) {
    if (await isExecutable(file)) return file
  }
  return null
}
