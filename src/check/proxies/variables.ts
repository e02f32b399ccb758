import { parseEnvFile } from '../../stack/env-file.ts'
import type { Place } from '../../core/place.ts'
import { entriesOf, itemsOf, nodeAt, textOf } from '../config-node.ts'
import { folderOf } from '../folder-view.ts'
import type { FolderView } from '../reader.ts'
import type { ServiceFact } from '../facts.ts'
import type { Source } from '../source.ts'

/** A variable's value, and the lines that set it. */
export interface Variable {
  value: string
  through: readonly Place[]
}

export type Variables = (name: string) => Variable | undefined

/** What the variables in a proxy's config stand for: the environment of the service that reads it, or the .env beside it. */
export function variablesOf(source: Source, folder: FolderView): Variables {
  const services = folder.readersOf(source.path)
  let known: Map<string, Variable> | undefined
  return (name) => {
    known ??=
      services.length > 0 ? ofServices(services, folder) : ofEnvFile([folderOf(source.path), '.env'].filter(Boolean).join('/'), folder)
    return known.get(name)
  }
}

function ofServices(services: readonly ServiceFact[], folder: FolderView): Map<string, Variable> {
  const all = new Map<string, Variable>()
  for (const service of services) {
    for (const path of service.envFiles) for (const [name, variable] of ofEnvFile(path, folder)) all.set(name, variable)
    const environment = nodeAt(service.node, 'environment')
    for (const [name, node] of entriesOf(environment)) {
      const value = textOf(node)
      if (value !== undefined) all.set(name, { value, through: [node.at, ...(node.through ?? [])] })
    }
    for (const node of itemsOf(environment)) {
      const match = /^([^=]+)=([\s\S]*)$/.exec(textOf(node) ?? '')
      if (match) all.set(match[1] ?? '', { value: match[2] ?? '', through: [node.at, ...(node.through ?? [])] })
    }
  }
  return all
}

function ofEnvFile(path: string, folder: FolderView): Map<string, Variable> {
  const source = folder.source(path)
  if (!source) return new Map()
  const place = (line: number): Place => ({ file: source.path, line, column: 1, length: 0 })
  return new Map([...parseEnvFile(source.text)].map(([name, { value, line }]) => [name, { value, through: [place(line)] }]))
}
