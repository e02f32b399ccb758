import type { Place } from '../../core/place.ts'
import { interpolate } from '../compose/interpolate.ts'
import { envFact } from '../env/env-facts.ts'
import type { Setting } from '../env/setting.ts'
import type { Fact, Stated, User } from '../facts.ts'
import type { FolderView, Reader } from '../reader.ts'
import type { Source } from '../source.ts'

const NAMED = /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.(?:[Dd]ockerfile|[Cc]ontainerfile)$/
const INSTRUCTION = /^[ \t]*(ENV|ARG|FROM)[ \t]+/i
const PAIR = /([A-Za-z_][\w.-]*)=("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?:\\.|[^\s"'\\])*)/gs
const FOLDERS: readonly [RegExp, User][] = [
  [/livekit[-_]?(?:dashboard|admin|console)/i, 'dashboard'],
  [/dashboard|admin|console/i, 'other'],
  [/front-?end|portal|web|client|\bui\b/i, 'page'],
  [/agent|worker|assistant|bot/i, 'agent'],
]

interface Instruction {
  name: string
  /** Behind the instruction's name; lines that go on are joined with their line ends. */
  text: string
  line: number
  column: number
}

/** Dockerfiles: the images they start from, and what they put into the environment. What a compose file sets outdoes that. */
export const reader: Reader = {
  name: 'Dockerfile',
  recognises: ({ path, text }) => NAMED.test(path) && /^[ \t]*FROM[ \t]/im.test(text),
  read: (source, folder) => dockerfileFacts(source, folder),
}

function* dockerfileFacts(source: Source, folder: FolderView): Generator<Fact> {
  const site = folder.siteOf(source.path)
  const user = FOLDERS.find(([pattern]) => pattern.test(source.path))?.[1] ?? 'other'
  const known = new Map<string, Stated>()
  const stages = new Set<string>()
  for (const instruction of instructionsOf(source)) {
    if (instruction.name === 'FROM') {
      const base = baseImage(source, instruction, known)
      if (base?.image && !stages.has(base.image.value.toLowerCase())) yield { what: 'base-image', image: base.image, site }
      if (base?.stage) stages.add(base.stage)
      continue
    }
    for (const setting of settingsOf(source, instruction, known)) {
      if (setting.value) known.set(setting.name, setting.value)
      yield envFact(setting, { user, site }, 'dockerfile')
    }
  }
}

function* instructionsOf({ text }: Source): Generator<Instruction> {
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index]?.replace(/\r$/, '') ?? ''
    const head = INSTRUCTION.exec(first)
    if (!head) continue
    const start = index
    const joined = [first.slice(head[0].length)]
    while (/\\\s*$/.test(lines[index] ?? '') && index + 1 < lines.length) joined.push(lines[++index]?.replace(/\r$/, '') ?? '')
    yield { name: (head[1] ?? '').toUpperCase(), text: joined.join('\n'), line: start + 1, column: head[0].length + 1 }
  }
}

function* settingsOf(source: Source, instruction: Instruction, known: ReadonlyMap<string, Stated>): Generator<Setting> {
  const { name, text } = instruction
  const old = /^([A-Za-z_]\w*)[ \t]+(\S.*)$/.exec(text)
  if (name === 'ENV' && old && !/^[\w.-]+=/.test(text)) {
    const [, own = '', value = ''] = old
    yield toSetting({ source, instruction, known }, { own, raw: value.trimEnd(), nameOffset: 0, valueOffset: text.length - value.length })
    return
  }
  for (const match of text.matchAll(PAIR)) {
    const [whole, own = '', raw = ''] = match
    yield toSetting(
      { source, instruction, known },
      { own, raw, nameOffset: match.index, valueOffset: match.index + whole.length - raw.length },
    )
  }
}

function toSetting(
  { source, instruction, known }: { source: Source; instruction: Instruction; known: ReadonlyMap<string, Stated> },
  { own, raw, nameOffset, valueOffset }: { own: string; raw: string; nameOffset: number; valueOffset: number },
): Setting {
  const bare = /^(["']).*\1$/s.test(raw) ? raw.slice(1, -1) : raw
  const { text, through } = raw.startsWith("'") ? { text: bare, through: [] } : interpolate(bare, (name) => known.get(name))
  const at = placeIn(source, instruction, valueOffset, raw.split('\n', 1)[0]?.length ?? 0)
  const value = text === null ? null : { value: text, at, ...(through.length > 0 ? { through } : {}) }
  return { name: own, value, at: placeIn(source, instruction, nameOffset, own.length), tree: () => undefined }
}

function baseImage(source: Source, instruction: Instruction, known: ReadonlyMap<string, Stated>) {
  const match = /^((?:--\S+\s+)*)(\S+)(?:\s+AS\s+(\S+))?/i.exec(instruction.text)
  if (!match) return null
  const [, flags = '', raw = '', stage] = match
  const { text } = interpolate(raw, (name) => known.get(name))
  const at = placeIn(source, instruction, flags.length, raw.length)
  return { image: text === null || text === 'scratch' ? null : { value: text, at }, stage: stage?.toLowerCase() ?? null }
}

function placeIn({ path }: Source, { text, line, column }: Instruction, ...[offset, length]: [number, number]): Place {
  const before = text.slice(0, offset).split('\n')
  const last = before.at(-1)?.length ?? 0
  return { file: path, line: line + before.length - 1, column: before.length === 1 ? column + last : last + 1, length }
}
