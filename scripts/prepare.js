// Runs before `npm start` and `npm test` on whatever Node the system has (20 or newer), perhaps in a fresh checkout: installs the
// packages when they are not those of package-lock.json, makes sure of a Node 24, and builds what is out of date.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const required = 24
const node = path.join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

function run(command, args, cwd = root) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' })
  return error ? null : status
}

function readJson(file) {
  return existsSync(path.join(root, file)) ? JSON.parse(readFileSync(path.join(root, file), 'utf8')) : null
}

/** npm notes what it installed in node_modules/.package-lock.json. Optional packages may be missing there: other platforms', or omitted. */
function isInstalled() {
  const wanted = readJson('package-lock.json').packages
  const installed = readJson('node_modules/.package-lock.json')?.packages ?? {}
  return Object.entries(wanted).every(([place, entry]) => place === '' || entry.optional || installed[place]?.version === entry.version)
}

function majorOf(command) {
  const { stdout, status } = spawnSync(command, ['-p', 'process.versions.node'], { encoding: 'utf8' })
  return status === 0 ? Number(stdout.split('.')[0]) : 0
}

/** The package `node` fetches the program for this platform in its install script, which npm may have been told not to run. */
function ensureNode() {
  if (majorOf(node) >= required) return node
  run(process.execPath, ['installArchSpecificPackage.js'], path.join(root, 'node_modules/node'))
  if (majorOf(node) >= required) return node
  return majorOf(process.execPath) >= required ? process.execPath : null
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

if (!isInstalled()) {
  process.stderr.write('Installing the packages of package-lock.json (npm ci)\n')
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']) !== 0)
    fail("Couldn't install the packages: `npm ci` failed, see above.")
}
const current = ensureNode()
if (current === null) fail(`voicectl needs Node ${required} or newer, and it could not be fetched; this is Node ${process.versions.node}.`)
if (run(current, ['scripts/build.ts', '--if-stale']) !== 0) fail("Couldn't build voicectl, see above.")
