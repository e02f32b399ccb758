import { lstat, open, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Redactor } from './redactor.ts'
import type { TarEntry } from './tar.ts'

const MOST_LOG_BYTES = 512 * 1024
const MOST_LOGS = 40
const MOST_FILES = 200

export interface BundleSources {
  /** The top folder inside of the archive. */
  name: string
  /** What doctor and check found; printed as JSON. */
  findings: object
  /** Versions and the machine; printed as JSON. */
  versions: object
  /** Config files as they are. */
  files: readonly { path: string; text: string }[]
  /** The folder with the services' logs; it may not be there. */
  logDir: string
}

/** All entries of a support archive, without secrets. A text that still has one after all that is left out, and the archive says so. */
export async function bundleEntries({ name, findings, versions, files, logDir }: BundleSources, redactor: Redactor): Promise<TarEntry[]> {
  const logs = await lastLogs(logDir)
  const entries: TarEntry[] = [
    { name: 'findings.json', text: redactor.text(`${JSON.stringify(findings, null, 2)}\n`) },
    { name: 'versions.json', text: redactor.text(`${JSON.stringify(versions, null, 2)}\n`) },
    ...files
      .slice(0, MOST_FILES)
      .map((file) => ({ name: `files/${redactor.text(file.path)}`, text: redactor.config(file.path, file.text) })),
    ...logs.map((log) => ({ name: `logs/${redactor.text(log.name)}`, text: redactor.text(log.text) })),
  ]
  const left = entries.filter(({ text }) => redactor.leaks(text)).map((entry) => entry.name)
  const safe = entries.filter((entry) => !left.includes(entry.name))
  const readme = { name: 'README.txt', text: readmeText({ entries: safe, left, hasLogs: logs.length > 0 }) }
  return [readme, ...safe].map((entry) => ({ ...entry, name: `${name}/${entry.name}` }))
}

/** The end of each log, from its first whole line on. Links are not followed: they may lead anywhere. */
async function lastLogs(logDir: string): Promise<TarEntry[]> {
  const names = (await readdir(logDir).catch(() => [])).filter((file) => /\.log(\.\d+)?$/.test(file)).toSorted()
  const logs = await Promise.all(
    names.slice(0, MOST_LOGS).map(async (file) => ({ name: file, text: await endOf(path.join(logDir, file)) })),
  )
  return logs.filter((log): log is TarEntry => log.text !== null)
}

async function endOf(file: string): Promise<string | null> {
  const found = await lstat(file).catch(() => null)
  if (!found?.isFile()) return null
  const handle = await open(file, 'r').catch(() => null)
  if (handle === null) return null
  try {
    const start = Math.max(0, found.size - MOST_LOG_BYTES)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(found.size - start), 0, found.size - start, start)
    const text = buffer.subarray(0, bytesRead).toString('utf8')
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1)
  } finally {
    await handle.close()
  }
}

function readmeText({ entries, left, hasLogs }: { entries: TarEntry[]; left: string[]; hasLogs: boolean }): string {
  const lines = [
    'What `voicectl doctor --bundle` found, for somebody who is to help.',
    '',
    'Keys, secrets, passwords, tokens, telephone numbers and mail addresses are hidden; what was said in calls is in no log.',
    "Look through it before you send it: only you know what else is nobody's business.",
    '',
    ...entries.map((entry) => `  ${entry.name}`),
    ...(hasLogs
      ? []
      : ['', 'There are no logs: voicectl did not run this stack. Add those of its programs yourself (docker compose logs).']),
    ...(left.length === 0 ? [] : ['', `Left out, because a secret could not be hidden in it: ${left.join(', ')}`]),
  ]
  return `${lines.join('\n')}\n`
}
