// Writes docs/configuration.md, every key of voicectl.yaml, every name in .env and every variable, from the schema, the provider table and the commands.
import { globSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../src/platform/package-root.ts'
import { providers } from '../src/stack/providers.ts'
import { carriers } from '../src/stack/sip/carrier-names.ts'

interface Property {
  type?: string
  description?: string
  default?: unknown
  const?: unknown
  enum?: unknown[]
  minimum?: number
  maximum?: number
  properties?: Record<string, Property>
  additionalProperties?: Property | boolean
  items?: Property
  anyOf?: Property[]
  required?: string[]
}

const head = `# Configuration

\`voicectl.yaml\` says what to run and holds no secret; \`.env\` beside it holds the keys. Every other file is derived from them by
\`voicectl generate\`. This page is made from the schema and the commands by \`npm run docs:configuration\`.

A value in \`.env\` wins over one in the environment; the environment fills what \`.env\` leaves out or empty.
`

/** Variables that no flag stands for. */
const settings: Array<[string, string]> = [
  ['`VOICECTL_LIVEKIT_SERVER`', 'the `livekit-server` program that `up` starts, before one on PATH, in the cache or from elsewhere'],
  ['`VOICECTL_LIVEKIT_RELEASES`', 'where `up` downloads `livekit-server` from, such as a mirror; its checksums are still checked'],
  ['`VOICECTL_SIP_PASSWORD`', 'the password of `sip ping --username`'],
  ['`VOICECTL_DEBUG`', 'any value: all that the agent and its SDK log, and the stack trace of a fault'],
  ['`VOICECTL_CONTENT_TYPE`', '`json`: as if every command had `--json`'],
  ['`NO_COLOR`', 'any value: no colour'],
  ['`CI`', 'any value: nobody is asked anything'],
  ['`XDG_CACHE_HOME`', 'where `voicectl/livekit-server` is kept; `~/.cache` unless set'],
  ['`XDG_RUNTIME_DIR`', "where a running stack's control socket is; the folder of temporary files unless set"],
]

/** The page as it is checked in. */
export async function configurationPage(): Promise<string> {
  const schema = JSON.parse(await readFile(path.join(packageRoot, 'schemas', 'voicectl.schema.json'), 'utf8')) as Property
  const rows = keysOf(schema, '').map(({ name, property }) =>
    row([`\`${name}\``, valuesOf(property), defaultOf(property), property.description ?? '']),
  )
  const names = Object.values(providers)
    .filter(({ keys }) => keys.length > 0)
    .map(({ keys, label, keyPage }) => row([keys.map((key) => `\`${key}\``).join(' or '), label, keyPage ?? '']))
  return [
    head,
    '## voicectl.yaml\n',
    table(['key', 'values', 'default', ''], rows),
    '\n## .env\n',
    table(
      ['name', 'for', 'where it is made'],
      [
        row([
          '`LIVEKIT_API_KEY`, `LIVEKIT_API_SECRET`',
          'LiveKit',
          '`voicectl init` makes them; LiveKit Cloud shows them in the project’s settings',
        ]),
        ...names,
        ...carrierRows(),
      ],
    ),
    '\n## The environment\n',
    'Variables that voicectl reads where it is started. A flag wins over its variable.\n',
    table(
      ['name', 'what it does'],
      [...settings, ...(await flagVariables())].map((cells) => row(cells)),
    ),
    '',
  ].join('\n')
}

/** What `sip carrier` asks the carriers with; each name may have others in its place. */
function carrierRows(): string[] {
  return Object.values(carriers).flatMap(({ label, keyPage, names, keySecret = [] }) =>
    [...Object.values(names), ...(keySecret.length > 0 ? [keySecret] : [])].map((alternatives) =>
      row([alternatives.map((name) => `\`${name}\``).join(' or '), label, keyPage ?? '']),
    ),
  )
}

interface Flag {
  env?: string
  summary?: string
}

/** The variables that stand for flags, each with the flags and commands it stands for. */
async function flagVariables(): Promise<string[][]> {
  const folder = path.join(packageRoot, 'src', 'commands')
  const found = new Map<string, { flag: string; summary: string; commands: string[] }>()
  for (const file of globSync('**/*.ts', { cwd: folder, exclude: ['**/*.test.ts'] }).toSorted()) {
    const { default: command } = (await import(pathToFileURL(path.join(folder, file)).href)) as {
      default: { flags?: Record<string, Flag> }
    }
    for (const [flag, { env, summary = '' }] of Object.entries(command.flags ?? {})) {
      if (env === undefined) continue
      const entry = found.get(env) ?? { flag, summary, commands: [] }
      entry.commands.push(file.replace(/\.ts$/, '').replaceAll(path.sep, ' '))
      found.set(env, entry)
    }
  }
  return [...found].map(([name, { flag, summary, commands }]) => {
    const where = commands.length > 3 ? 'every command on a stack' : commands.map((command) => `\`${command}\``).join(', ')
    return [`\`${name}\``, `\`--${flag}\` of ${where}: ${summary}`]
  })
}

function keysOf(schema: Property, prefix: string): Array<{ name: string; property: Property }> {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = `${prefix}${key}`
    if (property.items?.properties) return keysOf(property.items, `${name}[].`)
    const block = property.properties ? property : property.anyOf?.find(({ type }) => type === 'object' || type === undefined)
    const within = block?.properties ? keysOf(block, `${name}.`) : []
    const isMore = within.length === 0 || property.anyOf?.some(({ type }) => type === 'string')
    return isMore ? [{ name, property }, ...within] : within
  })
}

function valuesOf(property: Property): string {
  if (property.const !== undefined) return `\`${String(property.const)}\``
  if (property.enum) return property.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (property.minimum !== undefined && property.maximum !== undefined) return `${property.minimum} to ${property.maximum}`
  if (property.anyOf) return [...new Set(property.anyOf.map(valuesOf))].join(' or ')
  if (property.type === 'array') return 'list of texts'
  if (property.properties) return 'the keys below'
  if (property.type === 'object') return 'names and values'
  if (property.type === 'integer') return 'number'
  return property.type === 'boolean' ? '`true`, `false`' : 'text'
}

function defaultOf(property: Property): string {
  return property.default === undefined ? '' : `\`${String(property.default)}\``
}

function table(columns: string[], rows: string[]): string {
  return [row(columns), row(columns.map(() => '---')), ...rows].join('\n')
}

function row(cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

if (import.meta.main) await writeFile(path.join(packageRoot, 'docs', 'configuration.md'), await configurationPage())
