import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command, Interfaces } from '@oclif/core'
import { Plugin } from '@oclif/core/config'

/** Where scripts/bundle.ts puts the commands. */
const bundle = 'dist/bundle'

/** voicectl's own commands, straight from package.json and the manifest, and loaded from the bundle. Oclif's own plugin knows no bundle. */
export class ManifestPlugin extends Plugin {
  constructor(root: string) {
    super({ root, isRoot: true, type: 'core' })
    this.root = root
  }

  override async load(): Promise<void> {
    const [pjson, manifest] = await Promise.all([
      readJson<Interfaces.PJSON>(path.join(this.root, 'package.json')),
      readJson<Interfaces.Manifest>(path.join(this.root, 'oclif.manifest.json')),
    ])
    this.pjson = { ...pjson, oclif: { ...pjson.oclif, helpClass: `./${bundle}/cli-help.js` } }
    this.name = this.alias = pjson.name
    this.version = pjson.version
    this.type = 'core'
    this.moduleType = 'module'
    this.isRoot = this.valid = this.hasManifest = true
    this.hooks = { command_not_found: [{ identifier: 'default', target: `./${bundle}/cli-hooks-command-not-found.js` }] }
    this.manifest = manifest
    this.commandIDs = Object.keys(manifest.commands)
    this.commands = Object.values(manifest.commands).map((command) => ({
      ...command,
      pluginType: 'core',
      load: () => this.findCommand(command.id, { must: true }),
    }))
  }

  override findCommand(id: string, options: { must: true }): Promise<Command.Class>
  override findCommand(id: string, options?: { must: boolean }): Promise<Command.Class | undefined>
  override async findCommand(id: string): Promise<Command.Class | undefined> {
    if (!this.manifest.commands[id]) return undefined
    const file = path.join(this.root, `${bundle}/commands-${id.replaceAll(':', '-')}.js`)
    const { default: command } = (await import(pathToFileURL(file).href)) as { default: Command.Class }
    return Object.assign(command, { id, plugin: this })
  }
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T
}
