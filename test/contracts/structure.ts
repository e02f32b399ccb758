import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import path from 'node:path'

/** Source text by its path from the project's root, with forward slashes. */
export type Tree = ReadonlyMap<string, string>

const foundations = ['core', 'platform']
const models = [...foundations, 'stack', 'livekit', 'data', 'plan']
const work = ['runtime', 'generate', 'check', 'doctor', 'sip', 'record', 'server']

/** Which folders of src/ each folder may import from, besides itself: docs/adr/0001. Work folders don't know one another; commands join them. */
const layers: Record<string, readonly string[]> = {
  core: [],
  platform: ['core'],
  ...Object.fromEntries(['stack', 'livekit', 'data', 'plan'].map((folder) => [folder, foundations])),
  ...Object.fromEntries(work.map((folder) => [folder, models])),
  // Programs of their own: they also show why they could not start.
  server: [...models, 'output'],
  agent: [...models, 'graph', 'output'],
  graph: ['core', 'data'],
  output: [...models, ...work],
  cli: [...models, ...work, 'output'],
  commands: [...models, ...work, 'output', 'cli'],
}

/** Where each package may be used; one that is not here may be used nowhere. */
const packages: Record<string, readonly string[]> = {
  '@oclif/core': ['cli', 'commands'],
  'livekit-server-sdk': ['livekit'],
  '@livekit/protocol': ['livekit'],
  '@livekit/': ['agent'],
  '@langchain/': ['graph'],
  openai: ['agent'],
  ws: ['agent'],
  '@redis/client': ['doctor'],
  '@supabase/supabase-js': ['data'],
  '@inquirer/prompts': ['output'],
  chalk: ['output'],
  hono: ['server'],
  '@hono/node-server': ['server'],
  execa: ['runtime', 'platform'],
  open: ['platform'],
  diff: ['core', 'generate'],
  yaml: ['stack', 'generate', 'runtime', 'check'],
  zod: ['stack', 'server', 'agent'],
}

const vagueNames = /(^|\/)(utils?|helpers?|common|shared|misc|lib|managers?)(\/|\.ts$)/
const impure = /\bprocess\.|\bDate\.now\(|\bnew Date\(\)|\bfetch\(|\bset(Timeout|Interval)\(|'node:(?!util)/
const pureFolders = ['graph', 'plan', 'check']
const importForms = /(?:^|[\n;])\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|(?:^|[\n;])\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'/g
const longestCommand = 120

/** Reads the sources under src/, without the tests. */
export async function readTree(root: string): Promise<Tree> {
  const tree = new Map<string, string>()
  for await (const file of glob('src/**/*.ts', { cwd: root })) {
    if (!file.endsWith('.test.ts')) tree.set(file.replaceAll(path.sep, '/'), readFileSync(path.join(root, file), 'utf8'))
  }
  return tree
}

/** Every breach of the design in a tree, one line each; empty when there is none. */
export function breaches(tree: Tree): string[] {
  return [...tree].flatMap(([file, text]) => [
    ...importsOf(text).flatMap((specifier) => importBreach(file, specifier)),
    ...shapeBreaches(file, text),
  ])
}

/** What a source imports or re-exports, statically or not. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(importForms)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

function importBreach(file: string, specifier: string): string[] {
  if (specifier.startsWith('node:')) return []
  const from = folderOf(file)
  if (!specifier.startsWith('.')) {
    const known = Object.entries(packages).find(([name]) => isOf(specifier, name))
    if (!known) return [`${file}: package ${specifier} is in no rule`]
    return known[1].includes(from) ? [] : [`${file}: ${known[0]} belongs in ${known[1].join(', ')}`]
  }
  const target = path.posix.join(path.posix.dirname(file), specifier)
  const to = folderOf(target)
  if (from === 'commands' && to === 'commands') return [`${file}: a command imports another, ${specifier}`]
  return from === to || layers[from]?.includes(to) ? [] : [`${file}: ${from} must not import ${to} (${specifier})`]
}

function shapeBreaches(file: string, text: string): string[] {
  const found: string[] = []
  const folder = folderOf(file)
  if (!(folder in layers)) found.push(`${file}: src/${folder} is in no layer`)
  if (file.endsWith('/index.ts') || isBarrel(text)) found.push(`${file}: a barrel`)
  if (vagueNames.test(file)) found.push(`${file}: a name that says nothing`)
  if (pureFolders.includes(folder) && impure.test(text)) found.push(`${file}: ${folder} is pure: no clock, network, process or file`)
  if (folder === 'commands' && text.split('\n').length > longestCommand)
    found.push(`${file}: a command of more than ${longestCommand} lines`)
  return found
}

/** True when a source does nothing but hand on what others export. */
function isBarrel(text: string): boolean {
  const statements = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').trim()
  return statements !== '' && /^(export\s+(type\s+)?(\*|\{[^}]*\})[^;\n]*from\s*'[^']+';?\s*)+$/.test(statements)
}

function folderOf(file: string): string {
  return file.split('/')[1] ?? ''
}

/** True for the package itself and its subpaths; a name that ends in / stands for a whole scope. */
function isOf(specifier: string, name: string): boolean {
  return name.endsWith('/') ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`)
}
