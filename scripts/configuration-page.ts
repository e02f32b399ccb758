// Writes docs/configuration.md, every key of voicectl.yaml and every name in .env, from the schema and the provider table.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { packageRoot } from '../src/platform/package-root.ts'
import { providers } from '../src/stack/providers.ts'

interface Property {
  type?: string
  description?: string
  default?: unknown
  const?: unknown
  enum?: unknown[]
  minimum?: number
  maximum?: number
  properties?: Record<string, Property>
  required?: string[]
}

const head = `# Configuration

\`voicectl.yaml\` says what to run and holds no secret; \`.env\` beside it holds the keys. Every other file is derived from them by
\`voicectl generate\`. This page is made from the schema by \`npm run docs:configuration\`.

A value in \`.env\` wins over one in the environment; the environment fills what \`.env\` leaves out or empty.
`

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
      ],
    ),
    '',
  ].join('\n')
}

function keysOf(schema: Property, prefix: string): Array<{ name: string; property: Property }> {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = `${prefix}${key}`
    return property.properties ? keysOf(property, `${name}.`) : [{ name, property }]
  })
}

function valuesOf(property: Property): string {
  if (property.const !== undefined) return `\`${String(property.const)}\``
  if (property.enum) return property.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (property.minimum !== undefined && property.maximum !== undefined) return `${property.minimum} to ${property.maximum}`
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
