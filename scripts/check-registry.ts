import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Compose files and manifests say who reads the other files: they are read first, whatever their names. */
const first = ['compose', 'kubernetes']

/** The source of a registry: every file of a folder, each of which exports one `reader` or `rule`. */
export function registrySource(kind: 'reader' | 'rule'): string {
  const names = globSync('*.ts', { cwd: path.join(root, `src/check/${kind}s`) })
    .filter((file) => file !== 'registry.ts' && !file.endsWith('.test.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .toSorted((a, b) => Number(first.includes(b)) - Number(first.includes(a)) || (a < b ? -1 : 1))
    .filter((name) => new RegExp(`export const ${kind}: `).test(readFileSync(path.join(root, `src/check/${kind}s/${name}.ts`), 'utf8')))
  const type = kind === 'reader' ? 'Reader' : 'Rule'
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

/** `keys-mismatch` becomes `keysMismatch`. */
function variable(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const kind of ['reader', 'rule'] as const) {
    writeFileSync(path.join(root, `src/check/${kind}s/registry.ts`), registrySource(kind))
  }
}
