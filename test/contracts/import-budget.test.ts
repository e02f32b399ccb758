import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manifestCommands, root, run, runFile, voicectl, wordsOf } from './built.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'voicectl-budget-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tracer = ['--import', pathToFileURL(path.join(import.meta.dirname, 'trace-modules.js')).href]
let runs = 0

/** The files that a run of Node loads, as paths; built-in modules left out. */
async function filesLoaded(args: string[]): Promise<string[]> {
  const trace = path.join(folder, `trace-${runs++}.json`)
  await run(process.execPath, [...tracer, ...args], { env: { TRACE_FILE: trace }, cwd: folder })
  return (JSON.parse(readFileSync(trace, 'utf8')) as string[]).map((url) => fileURLToPath(url))
}

/** Packages that a command may load when it does its work, but not before. */
const heavy = [
  'zod',
  'yaml',
  'livekit-',
  '@livekit/',
  '@langchain/',
  '@redis/',
  'openai',
  'execa',
  '@inquirer/',
  'open',
  'diff',
  'hono',
  '@hono/',
  'ws',
]

function heavyAmong(files: string[]): string[] {
  const packages = files.flatMap((file) => packagesOf(file))
  return [...new Set(packages)].filter((name) => heavy.some((start) => (/[-/]$/.test(start) ? name.startsWith(start) : name === start)))
}

/** The packages a file belongs to: one, or those packed into it, which the bundler notes in comments. */
function packagesOf(file: string): string[] {
  const source = file.includes(`${path.sep}node_modules${path.sep}`) ? file : readFileSync(file, 'utf8')
  const places = source === file ? [file] : [...source.matchAll(/^\/\/#region (node_modules\/\S+)$/gm)].map((match) => match[1] ?? '')
  return places.map((place) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(place.replaceAll(path.sep, '/'))?.[1] ?? '')
}

test('--version loads a handful of files and nothing of oclif', async () => {
  const files = await filesLoaded([runFile, '--version'])
  expect(files.length).toBeLessThanOrEqual(5)
  expect(files.filter((file) => file.includes('oclif') && !file.endsWith('oclif.manifest.json'))).toEqual([])
})

test('--help loads a handful of files', async () => {
  const files = await filesLoaded([runFile, '--help'])
  expect(files.length).toBeLessThanOrEqual(8)
  expect(heavyAmong(files)).toEqual([])
})

test.each(manifestCommands().map((command) => wordsOf(command).join(' ')))(
  '%s --help loads few files, none of them heavy',
  async (words) => {
    const files = await filesLoaded([runFile, ...words.split(' '), '--help'])
    expect(files.length).toBeLessThanOrEqual(30)
    expect(heavyAmong(files)).toEqual([])
  },
)

test.each(manifestCommands().map((command) => wordsOf(command).join('-')))(
  'loading the command %s loads no heavy package',
  async (name) => {
    const bundled = path.join(root, `dist/bundle/commands-${name}.js`)
    const compiled = path.join(root, `dist/commands/${name.replaceAll('-', '/')}.js`)
    for (const file of [bundled, compiled]) {
      const files = await filesLoaded(['--eval', `await import(${JSON.stringify(pathToFileURL(file).href)})`, '--input-type=module'])
      expect(files).toContain(file)
      expect(heavyAmong(files)).toEqual([])
    }
  },
)

test('a light command loads few files', async () => {
  const stack = path.join(folder, 'stack')
  expect((await voicectl(['init', stack, '--target', 'local', '--yes'])).code).toBe(0)
  const files = await filesLoaded([runFile, 'status', '--json', '--project-dir', stack])
  expect(files.length).toBeLessThanOrEqual(30)
})

test('a plain check is one file besides its loader, without oclif', async () => {
  const stack = path.join(folder, 'checked')
  expect((await voicectl(['init', stack, '--target', 'local', '--yes'])).code).toBe(0)
  // What runs, the loader reads as text.
  const loader = path.join(root, 'dist/platform/kept-script.js')
  await filesLoaded([runFile, 'check', stack])
  const files = await filesLoaded([runFile, 'check', stack])
  expect(files.filter((file) => file.includes(`${path.sep}dist${path.sep}`))).toEqual([loader])
  expect(files.length).toBeLessThanOrEqual(4)
  const script = readFileSync(path.join(root, 'dist/bundle/cli-plain-check.cjs'), 'utf8')
  expect(script).toContain('// node_modules/yaml/')
  expect(script).not.toContain('@oclif/core')
})

test('a plain check loads none of the larger parts of Node', async () => {
  const stack = path.join(folder, 'quick')
  expect((await voicectl(['init', stack, '--target', 'local', '--yes'])).code).toBe(0)
  const list = path.join(folder, 'builtins.json')
  const note = `data:text/javascript,import{writeFileSync}from"node:fs";process.once("exit",()=>writeFileSync(${JSON.stringify(list)},JSON.stringify(process.moduleLoadList)))`
  await run(process.execPath, ['--import', note, runFile, 'check', stack])
  const loaded = JSON.parse(readFileSync(list, 'utf8')) as string[]
  expect(loaded.filter((name) => /^NativeModule (?:tty|net|child_process|crypto|zlib)$/.test(name))).toEqual([])
})

test('the check for heavy packages can fail', async () => {
  const files = await filesLoaded(['--eval', `await import(${JSON.stringify(pathToFileURL(path.join(root, 'dist/stack/parse.js')).href)})`])
  expect(heavyAmong(files)).toEqual(expect.arrayContaining(['yaml', 'zod']))
})
