import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { probes } from '../../src/doctor/probes/registry.ts'
import { packageRoot } from '../../src/platform/package-root.ts'

const page = readFileSync(path.join(packageRoot, 'docs/doctor.md'), 'utf8')
const ids = probes.map(({ id }) => id)
const areas = new Set(ids.map((id) => id.split('.')[0] ?? ''))
const named = [...page.matchAll(/`([a-z]+\.(?:[a-z][a-z-]*|\*))`/g)]
  .map((match) => match[1] ?? '')
  .filter((id) => areas.has(id.split('.')[0] ?? ''))

test('docs/doctor.md names only probes that there are', () => {
  const area = (id: string) => id.replace(/\*$/, '')
  expect(named.filter((id) => !ids.some((probe) => (id.endsWith('*') ? probe.startsWith(area(id)) : probe === id)))).toEqual([])
})

test('docs/doctor.md names every probe that looks at something', () => {
  const covers = (name: string, id: string) => name === id || (name.endsWith('.*') && id.startsWith(name.slice(0, -1)))
  expect(ids.filter((id) => !named.some((name) => covers(name, id))).filter((id) => id !== 'db.migrated')).toEqual([])
})

test('every probe has an id in its form, and those it waits for exist', () => {
  expect(ids.filter((id) => !/^[a-z]+\.[a-z][a-z-]*$/.test(id))).toEqual([])
  expect(probes.flatMap(({ id, after }) => after.filter((other) => !ids.includes(other)).map((other) => `${id} after ${other}`))).toEqual(
    [],
  )
})
