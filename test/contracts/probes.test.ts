import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { registrySource } from '../../scripts/check-registry.ts'
import { probes } from '../../src/doctor/probes/registry.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = path.join(root, 'src/doctor/probes')
/** Its whole run is given 12.5 s. */
const LONGEST_MS = 12_500

test('the registry lists every file: npm run check:registry writes it', () => {
  expect(readFileSync(path.join(folder, 'registry.ts'), 'utf8').replaceAll(/\s+/g, ' ')).toBe(
    registrySource('probe').replaceAll(/\s+/g, ' '),
  )
})

test('each probe has an id of its own, and a file of its name', () => {
  const ids = probes.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) {
    expect(id).toMatch(/^[a-z]+\.[a-z-]+$/)
    expect(existsSync(path.join(folder, `${id.replaceAll('.', '-')}.ts`)), id).toBe(true)
  }
})

test('what a probe waits for exists, and does not wait for it', () => {
  const byId = new Map(probes.map((probe) => [probe.id, probe]))
  const before = (id: string, seen: string[] = []): string[] => {
    expect(seen, `a circle of ${[...seen, id].join(', ')}`).not.toContain(id)
    const probe = byId.get(id)
    expect(probe, `${seen.at(-1)} waits for ${id}`).toBeDefined()
    return (probe?.after ?? []).flatMap((each) => before(each, [...seen, id]))
  }
  for (const { id } of probes) before(id)
})

test('no probe may take longer than the run', () => {
  expect(probes.filter(({ timeoutMs }) => timeoutMs <= 0 || timeoutMs > LONGEST_MS)).toEqual([])
})

test('each probe is tested: some test names its file', () => {
  const tests = [
    ...readdirSync(folder).map((name) => path.join(folder, name)),
    ...readdirSync(path.join(root, 'src/doctor')).map((name) => path.join(root, 'src/doctor', name)),
    ...readdirSync(path.join(root, 'test/e2e')).map((name) => path.join(root, 'test/e2e', name)),
  ]
  const texts = tests.filter((file) => file.endsWith('.test.ts')).map((file) => readFileSync(file, 'utf8'))
  const untested = probes.filter(({ id }) => {
    const [area] = id.split('.')
    // These are made of one table, which has a test over all of it; and one that only says that nothing is looked at.
    if (area === 'provider' || area === 'carrier' || id === 'db.migrated') return false
    const file = `${id.replaceAll('.', '-')}.ts`
    return !texts.some((text) => text.includes(`/${file}'`) || text.includes(`'${id}'`))
  })
  expect(untested.map(({ id }) => id)).toEqual([])
})
