#!/usr/bin/env node
// Kept free of static imports, and of syntax that an old Node can't parse: it must still say what to do there.
const required = 24
const major = Number(process.versions.node.split('.')[0])

/** Writes without the streams of process.stdout, which take a third of the time that the version takes. A reader that has gone is no matter. */
function print(text) {
  try {
    process.getBuiltinModule('node:fs').writeSync(1, text)
  } catch (error) {
    if (error.code === 'EAGAIN') process.stdout.write(text)
    else if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  }
}

function showVersion({ name, version }, json) {
  const platform = `${process.platform}-${process.arch}`
  const node = process.version.slice(1)
  const data = { name, version, platform, node }
  print(json ? `${JSON.stringify({ ok: true, data })}\n` : `${name}/${version} ${platform} node-v${node}\n`)
}

async function showRootHelp({ version, description }, { commands }) {
  const { renderRootHelp } = await import('../dist/cli/root-help.js')
  const isTerminal = process.getBuiltinModule('node:tty').isatty(1)
  const color = isTerminal && !process.env.NO_COLOR
  const width = (isTerminal && process.stdout.columns) || Infinity
  print(renderRootHelp(Object.values(commands), { version, description, color, width }))
}

/** True when the command line is made of these words alone. */
function isOnly(argv, words) {
  return argv.every((word) => words.includes(word))
}

/** True for `check` with a folder at most and flags that change only how the answer looks: dist/cli/plain-check.js says the same without oclif. */
function isPlainCheck([command, ...words]) {
  const paths = words.filter((word) => word !== '--json' && word !== '--no-color')
  return command === 'check' && paths.length <= 1 && paths.every((word) => /^[^-]/.test(word))
}

/** A fresh checkout has no dist/. Anything else is a fault, and told as one. */
function explainUnbuilt(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.url).includes('/dist/')) throw error
  process.stderr.write('voicectl is not built here\n  → Build it: npm run build\n  → Or run it from its source: node bin/dev.js\n')
  process.exitCode = 1
}

async function plainCheck(words) {
  const { loadScript } = await import('../dist/platform/kept-script.js')
  const { exports, keep } = loadScript(new URL('../dist/bundle/cli-plain-check.cjs', import.meta.url))
  const { ran, isDone } = await exports.plainCheck(words)
  await keep(ran)
  // At once: Node's own end gives back all memory piece by piece.
  if (isDone) process.exit()
}

async function main() {
  const { createRequire, enableCompileCache } = process.getBuiltinModule('node:module')
  const argv = process.argv.slice(2)
  if (isPlainCheck(argv)) {
    enableCompileCache()
    return plainCheck(argv.slice(1))
  }
  const require = createRequire(import.meta.url)
  // The version and the list of commands need nothing of the rest, so they don't wait for it.
  if (argv.some((word) => word === '--version' || word === '-v') && isOnly(argv, ['--version', '-v', '--json'])) {
    return showVersion(require('../package.json'), argv.includes('--json'))
  }
  if (isOnly(argv, ['--help', '-h', 'help'])) return showRootHelp(require('../package.json'), require('../oclif.manifest.json'))
  enableCompileCache()
  const { mainFromManifest } = await import('../dist/bundle/cli-main.js')
  const { fileURLToPath } = process.getBuiltinModule('node:url')
  await mainFromManifest(argv, fileURLToPath(new URL('..', import.meta.url)))
}

/** A checkout has a Node of its own, which npx takes. */
async function explainOldNode() {
  const [{ existsSync }, { fileURLToPath }] = await Promise.all([import('node:fs'), import('node:url')])
  const root = fileURLToPath(new URL('..', import.meta.url))
  const hasNode = existsSync(`${root}node_modules/.bin/node`)
  process.stderr.write(
    `voicectl needs Node ${required} or newer; this is Node ${process.versions.node}\n` +
      (hasNode ? `  → Run it inside of ${root}, which has its own Node: npx voicectl --help\n` : '') +
      `  → ${hasNode ? 'Or install' : 'Install'} one from your system's packages or with a version manager: nvm install ${required}\n`,
  )
  process.exitCode = 2
}

if (major < required) {
  void explainOldNode()
} else {
  main().catch(explainUnbuilt)
}
