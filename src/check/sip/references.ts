import type { Place } from '../../core/place.ts'
import { referencesIn } from '../../stack/sip/references.ts'
import { entriesOf, itemsOf, textOf, type ConfigNode } from '../config-node.ts'
import type { EnvFact, Facts } from '../facts.ts'
import { folderOf } from '../folder-view.ts'

/** A name of .env that a text of voicectl.yaml refers to. */
export interface Reference {
  name: string
  at: Place
}

/** Every reference in the texts of a block. */
export function referencesOf(node: ConfigNode | undefined): Reference[] {
  if (!node) return []
  if (node.content.kind === 'map') return entriesOf(node).flatMap(([, child]) => referencesOf(child))
  if (node.content.kind === 'list') return itemsOf(node).flatMap((child) => referencesOf(child))
  return referencesIn(textOf(node) ?? '').map((name) => ({ name, at: node.at }))
}

/** The .env beside a file. */
export function envFileBeside({ file }: Pick<Place, 'file'>): string {
  const folder = folderOf(file)
  return folder === '' ? '.env' : `${folder}/.env`
}

/** What .env says of a reference; the last of two assignments counts. */
export function referredTo(facts: Facts, { name, at }: Reference): EnvFact | undefined {
  const file = envFileBeside(at)
  return facts.all('env').findLast((env) => env.name === name && env.at.file === file && env.value !== null && env.value.value !== '')
}
