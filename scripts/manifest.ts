import { Plugin } from '@oclif/core'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
export const manifestFile = path.join(root, 'oclif.manifest.json')

/** The text of oclif.manifest.json for the commands in dist/: what `oclif manifest` makes, in an order that does not depend on the disk. */
export async function renderManifest(): Promise<string> {
  const plugin = new Plugin({ errorOnManifestCreate: true, ignoreManifest: true, respectNoCacheDefault: true, root, type: 'core' })
  await plugin.load()
  const { version, commands } = plugin.manifest
  const sorted = Object.fromEntries(Object.entries(commands).toSorted(([a], [b]) => a.localeCompare(b)))
  return `${JSON.stringify({ commands: sorted, version }, null, 2)}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(manifestFile, await renderManifest())
