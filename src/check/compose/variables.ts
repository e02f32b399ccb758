import { envLines } from '../env/env-lines.ts'
import type { Setting } from '../env/setting.ts'
import { toSettings } from '../env/env-settings.ts'
import type { FolderView } from '../reader.ts'
import type { Source } from '../source.ts'
import type { Lookup } from './interpolate.ts'

/** Names that compose or every shell sets. */
const ALWAYS_SET = /^(?:COMPOSE_\w+|DOCKER_\w+|PWD|HOME|USER|UID|GID|HOSTNAME|PATH|TZ|LANG|CI)$/

const known = new WeakMap<Source, ReadonlyMap<string, Setting>>()

/** What a .env file sets, the last of a name's assignments. */
export function settingsOf(source: Source): ReadonlyMap<string, Setting> {
  const before = known.get(source)
  if (before) return before
  const settings = new Map(toSettings(envLines(source)).map((setting) => [setting.name, setting]))
  known.set(source, settings)
  return settings
}

/** The variables that compose fills in for a project: those of the .env beside its first file. */
export function projectLookup(folder: FolderView, stack: string): Lookup {
  const source = folder.source(stack === '' ? '.env' : `${stack}/.env`)
  const settings = source && settingsOf(source)
  return (name) => {
    const setting = settings?.get(name)
    if (setting) return setting.value
    return ALWAYS_SET.test(name) ? null : undefined
  }
}
