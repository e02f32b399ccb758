import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { missingPlatforms, type LockEntry } from '../../scripts/complete-lockfile.ts'
import { root, run } from './built.ts'

const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>

test('every dependency is pinned to one version', () => {
  const ranges = { ...manifest['dependencies'], ...manifest['optionalDependencies'], ...manifest['devDependencies'] }
  expect(Object.entries(ranges).filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))).toEqual([])
})

test('no package is listed twice', () => {
  const names = ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap((kind) => Object.keys(manifest[kind] ?? {}))
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('the lockfile has no addresses, so that any registry serves', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockEntry> }
  const entries = Object.entries(packages).filter(([place]) => place !== '')
  expect(entries.filter(([, entry]) => entry.resolved !== undefined)).toEqual([])
  // Those of other platforms come from scripts/complete-lockfile.ts, where this registry lacks them.
  expect(entries.filter(([, entry]) => !entry.integrity && !(entry.optional && entry.os))).toEqual([])
})

test('the lockfile has every platform, without which `npm ci` refuses it: node scripts/complete-lockfile.ts adds them', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockEntry> }
  expect(missingPlatforms(packages).map(([place]) => place)).toEqual([])
})

test('the tarball holds what runs and nothing else', async () => {
  const { stdout, code } = await run('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'])
  expect(code).toBe(0)
  const [tarball] = JSON.parse(stdout) as Array<{ files: Array<{ path: string }> }>
  const files = tarball?.files.map((file) => file.path) ?? []
  const wanted = [
    'bin/run.js',
    'dist/bundle/cli-main.js',
    'dist/agent/main.js',
    'dist/server/main.js',
    'web/dist/index.html',
    'oclif.manifest.json',
  ]
  expect(files).toEqual(expect.arrayContaining([...wanted, 'LICENSE', 'README.md', 'CHANGELOG.md', 'schemas/voicectl.schema.json']))
  const known =
    /^(bin\/run\.js|dist\/|web\/dist\/|templates\/|compose\/|schemas\/|oclif\.manifest\.json|package\.json|LICENSE|README\.md|CHANGELOG\.md)/
  expect(files.filter((file) => !known.test(file) || /\.(test|ts|map)$|(^|\/)\.env$/.test(file))).toEqual([])
})
