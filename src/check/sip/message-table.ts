import type { Field, Message } from './protojson.ts'

/** Field names by their type; a name with brackets is a list. `oneof` groups names that exclude one another. */
export interface Fields {
  string?: string
  bool?: string
  int?: string
  uint?: string
  double?: string
  duration?: string
  timestamp?: string
  map?: string
  enums?: Readonly<Record<string, readonly string[]>>
  messages?: Readonly<Record<string, () => Message>>
  oneof?: readonly string[]
}

/** A message from lists of names, such as `name numbers[]`, which are not taken apart before somebody asks. */
export function message(lists: Fields): Message {
  let fields: ReadonlyMap<string, Field> | undefined
  return () => (fields ??= fieldsOf(lists))
}

function fieldsOf({ enums = {}, messages = {}, oneof = [], ...plain }: Fields): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>()
  for (const [type, names] of Object.entries(plain)) {
    for (const name of names.split(/\s+/)) fields.set(bare(name), { type: type as Field['type'], many: isMany(name) })
  }
  for (const [name, values] of Object.entries(enums)) fields.set(bare(name), { type: 'enum', many: isMany(name), names: values })
  for (const [name, of] of Object.entries(messages)) fields.set(bare(name), { type: 'message', many: isMany(name), message: of })
  for (const group of oneof) {
    for (const name of group.split(/\s+/)) {
      const field = fields.get(name)
      if (field) fields.set(name, { ...field, group })
    }
  }
  return fields
}

function bare(name: string): string {
  return name.replace('[]', '')
}

function isMany(name: string): boolean {
  return name.endsWith('[]')
}
