import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions, type Plugin, type Rolldown } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What every command line loads before it can do its work: hundreds of small files, and one read each. The rest stays outside. */
const bundled = ['@oclif/core', 'chalk', 'yaml', 'zod']

/**
 * Packs the commands of dist/ with the packages that starting needs into dist/bundle/, one file a command and a few shared ones; see
 * docs/adr/0004. All on one level: src/platform/package-root.ts counts on being one folder below dist/.
 */
export async function bundleCommands(): Promise<void> {
  const entries = globSync(['cli/main.js', 'cli/help.js', 'cli/hooks/*.js', 'commands/**/*.js'], { cwd: path.join(root, 'dist') })
  await bundle(entries, {
    plugins: [
      { name: 'oclif-on-demand', transform: { filter: { id: /@oclif\/core\/lib\// }, handler: requireOnDemand } },
      { name: 'builtins-on-demand', renderChunk: builtinsOnDemand },
    ],
    // The first names the packages of both.
    build: { emptyOutDir: true, license: { fileName: 'licenses.md' } },
    output: { entryFileNames: '[name].js', chunkFileNames: 'shared-[name].js' },
  })
  await bundle(['cli/plain-check.js'], {
    plugins: [{ name: 'script', generateBundle: asScripts }],
    build: { emptyOutDir: false },
    output: { entryFileNames: '[name].cjs', format: 'cjs', codeSplitting: false },
  })
}

interface BundleOptions {
  plugins: Plugin[]
  build: BuildOptions
  output: Rolldown.OutputOptions
}

async function bundle(entries: string[], { plugins, build: options, output }: BundleOptions): Promise<void> {
  await build({
    configFile: false,
    plugins: [...plugins, { name: 'yaml-of-node', transform: { filter: { id: /yaml-1\.1\/binary\.js$/ }, handler: decodeAsNode } }],
    root,
    resolve: { alias: { yaml: fileURLToPath(new URL('../browser/dist/index.js', import.meta.resolve('yaml'))) } },
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      outDir: 'dist/bundle',
      minify: false,
      ...options,
      rolldownOptions: {
        input: Object.fromEntries(entries.map((file) => [bundleName(file), path.join(root, 'dist', file)])),
        external: await outside(),
        output,
      },
    },
  })
}

/**
 * Oclif's compiled files require everything at their top: its help, its spinners, the search for commands on disk. This moves each `require`
 * to where its result is used, so that a command loads only what it runs.
 */
function requireOnDemand(code: string): string {
  const atTop = /^(?:const|var) (\w+_\d+) = ((?:__importDefault\()?require\("[^"]+"\)\)?);$/gm
  const calls = new Map([...code.matchAll(atTop)].map(([, name = '', call = '']) => [name, `(${call})`]))
  return code.replaceAll(atTop, '').replaceAll(/\b\w+_\d+\b(?=\.)/g, (name) => calls.get(name) ?? name)
}

/** The form of yaml for browsers reads base64 in a stricter way than that for Node. */
function decodeAsNode(code: string): string {
  const decoded = code.replace("atob(src.replace(/[\\n\\r]/g, ''))", "Buffer.from(src, 'base64').toString('latin1')")
  if (decoded === code) throw new Error('yaml decodes base64 in another way than this knows')
  return decoded
}

/**
 * An import of a built-in module makes Node read each of its exports, also those that it loads on demand: `node:fs` brings streams and promises,
 * `node:util` workers. This takes only what is named.
 */
function builtinsOnDemand(code: string): string {
  const atTop = /^import (?:(?<all>[\w$]+)(?:, )?)?(?:\{ (?<named>[^}]+) \})? from "(?<module>node:[\w/]+)";$/gm
  return code.replaceAll(atTop, (...parts) => {
    const { all, named, module } = parts.at(-1) as Record<string, string | undefined>
    const names = [all, named && `{ ${named.replaceAll(' as ', ': ')} }`].filter((name) => name !== undefined)
    return names.map((name) => `const ${name} = globalThis.process.getBuiltinModule("${module}");`).join(' ')
  })
}

/** Not done in renderChunk: what comes after that would leave out a function that nobody calls. */
function asScripts(_: unknown, files: Rolldown.OutputBundle): void {
  for (const file of Object.values(files)) if (file.type === 'chunk') file.code = asScript(file.code)
}

/**
 * As src/platform/kept-script.ts takes it: whole, as a function that returns what is exported, in ASCII, which is read without decoding, below a line
 * that tells its content. Built-in modules are taken where they are used.
 */
function asScript(code: string): string {
  const taken =
    /^\s*(?:let|var) (?<name>node_\w+) = require\("(?<module>(?:node:)?[\w/]+)"\);(?:\n\s*\k<name> = __toESM\(\k<name>, 1\);)?$/gm
  const modules = new Map([...code.matchAll(taken)].map(({ groups = {} }) => [groups['name'] ?? '', groups['module'] ?? '']))
  const onDemand = code
    .replaceAll(taken, '')
    .replaceAll(/\b(node_\w+)(?:\.default)?\b/g, (use: string, name: string) => {
      const module = modules.get(name)
      return module === undefined ? use : `process.getBuiltinModule("${module}")`
    })
    .replaceAll(/\bimport\("(node:[\w/]+)"\)/g, 'Promise.resolve(process.getBuiltinModule("$1"))')
  if (/(?<![#.\w])(?:require|import)\(/.test(onDemand))
    throw new Error('the script of the plain check needs a module that is not packed into it')
  if (/String\.raw`[^`]*[^\0-\x7F]/.test(onDemand)) throw new Error('a raw string outside of ASCII, which has no other way to be written')
  const ascii = onDemand.replaceAll(/[^\0-\x7F]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const script = `(function () { "use strict"; const exports = {};\n${ascii}\nreturn exports; })`
  return `// ${createHash('sha256').update(script).digest('hex')}\n${script}`
}

/** `commands/agent/chat.js` becomes `commands-agent-chat`. */
function bundleName(file: string): string {
  return file.replace(/\.js$/, '').replaceAll(path.sep, '-')
}

async function outside(): Promise<RegExp[]> {
  const { dependencies, optionalDependencies } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as Record<
    string,
    object
  >
  const names = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !bundled.includes(name))
  return [...names, 'typescript', 'tsx'].map((name) => new RegExp(`^${name}(/|$)`))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleCommands()
