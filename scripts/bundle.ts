import { readFile } from 'node:fs/promises'
import { globSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What every command line loads before it can do its work: hundreds of small files, and one read each. The rest stays outside. */
const bundled = ['@oclif/core', 'chalk', 'yaml', 'zod']

/**
 * Packs the commands of dist/ with the packages that starting needs into dist/bundle/, one file a command and a few shared ones; see
 * docs/adr/0004. All on one level: src/platform/package-root.ts counts on being one folder below dist/.
 */
export async function bundleCommands(): Promise<void> {
  const entries = globSync(['cli/main.js', 'cli/help.js', 'cli/hooks/*.js', 'commands/**/*.js'], { cwd: path.join(root, 'dist') })
  await bundle(entries, { chunkFileNames: 'shared-[name].js', emptyOutDir: true })
  // Apart from the others, so that it is one file: finding and opening twenty takes longer than reading a stack.
  await bundle(['cli/plain-check.js'], { chunkFileNames: 'plain-check-[name].js', emptyOutDir: false })
}

async function bundle(entries: string[], { chunkFileNames, emptyOutDir }: { chunkFileNames: string; emptyOutDir: boolean }): Promise<void> {
  await build({
    configFile: false,
    plugins: [
      { name: 'oclif-on-demand', transform: { filter: { id: /@oclif\/core\/lib\// }, handler: requireOnDemand } },
      { name: 'builtins-on-demand', renderChunk: builtinsOnDemand },
      { name: 'yaml-of-node', transform: { filter: { id: /yaml-1\.1\/binary\.js$/ }, handler: decodeAsNode } },
    ],
    root,
    resolve: { alias: { yaml: fileURLToPath(new URL('../browser/dist/index.js', import.meta.resolve('yaml'))) } },
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      outDir: 'dist/bundle',
      emptyOutDir,
      minify: false,
      // The first names the packages of both.
      license: emptyOutDir && { fileName: 'licenses.md' },
      rolldownOptions: {
        input: Object.fromEntries(entries.map((file) => [bundleName(file), path.join(root, 'dist', file)])),
        external: await outside(),
        output: { entryFileNames: '[name].js', chunkFileNames },
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
