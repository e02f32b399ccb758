import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Compose files and manifests say who reads the other files: they are read first, whatever their names. */
const first = ['compose', 'kubernetes']

/** What a registry lists, and the module that holds each of these folders. */
const kinds = { reader: 'check', rule: 'check', probe: 'doctor' } as const
type Kind = keyof typeof kinds

/** The source of a registry: every file of a folder, each of which exports one `reader`, `rule` or `probe`. */
export function registrySource(kind: Kind): string {
  const folder = folderOf(kind)
  const names = globSync('*.ts', { cwd: folder })
    .filter((file) => file !== 'registry.ts' && !file.endsWith('.test.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .toSorted((a, b) => Number(first.includes(b)) - Number(first.includes(a)) || (a < b ? -1 : 1))
    .filter((name) => new RegExp(`export const ${kind}: `).test(readFileSync(path.join(folder, `${name}.ts`), 'utf8')))
  const type = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`
  return [
    '// Written by `npm run check:registry`: one line for each file of this folder.',
    `import type { ${type} } from '../${kind}.ts'`,
    ...names.map((name) => `import { ${kind} as ${variable(name)} } from './${name}.ts'`),
    '',
    `export const ${kind}s: readonly ${type}[] = [`,
    ...names.map((name) => `  ${variable(name)},`),
    ']',
    '',
  ].join('\n')
}

function folderOf(kind: Kind): string {
  return path.join(root, `src/${kinds[kind]}/${kind}s`)
}

/** `keys-mismatch` becomes `keysMismatch`. */
function variable(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const kind of Object.keys(kinds) as Kind[]) writeFileSync(path.join(folderOf(kind), 'registry.ts'), registrySource(kind))
}
