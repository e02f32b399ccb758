// A registry mirror may lack the packages that carry other platforms' programs. npm then leaves them out of package-lock.json, and `npm ci`
// refuses such a lockfile. This adds them: the version is the one their parent names, and what they run on is in their names. They have no
// integrity, which only the registry could tell, and are not fetched on other platforms.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** A package as package-lock.json notes it. */
export interface LockEntry {
  version?: string
  resolved?: string
  integrity?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32']

/** The platform packages that a lockfile's packages ask for and that it lacks. */
export function missingPlatforms(packages: Record<string, LockEntry>): Array<[place: string, entry: LockEntry]> {
  const missing = new Map<string, LockEntry>()
  for (const parent of Object.values(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`
      if (packages[place] || Object.keys(packages).some((key) => key.endsWith(`/${place}`))) continue
      const os = systems.filter((system) => name.includes(system))
      const cpu = processors.filter((processor) => new RegExp(`[-/]${processor}`).test(name)).slice(0, 1)
      const libc = /musl/.test(name) ? 'musl' : /-gnu/.test(name) ? 'glibc' : null
      missing.set(place, { version, ...(parent.dev ? { dev: true } : {}), optional: true, cpu, os, ...(libc ? { libc: [libc] } : {}) })
    }
  }
  return [...missing]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(await readFile(file, 'utf8')) as { packages: Record<string, LockEntry> }
  const added = missingPlatforms(lock.packages)
  const entries = [...Object.entries(lock.packages), ...added].toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  await writeFile(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`)
  for (const [place] of added) process.stdout.write(`${place}\n`)
}
