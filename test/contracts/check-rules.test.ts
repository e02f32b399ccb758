import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { registrySource } from '../../scripts/check-registry.ts'
import { check } from '../../src/check/check.ts'
import { rules } from '../../src/check/rules/registry.ts'
import type { Finding } from '../../src/core/finding.ts'
import { readFixture } from '../support/check-fixture.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = path.join(root, 'test/fixtures/check')

function line({ id, places }: Finding): string {
  return [id, ...places.map(({ file, line: row, column }) => `${file}:${row}:${column}`)].join(' ')
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const file = path.join(folder, `${id}.txt`)

  test('finds what is broken, at its place, and nothing in what looks alike', () => {
    const fixture = readFixture(file)
    expect(check(fixture.broken).findings.map((finding) => line(finding))).toEqual(fixture.expected)
    expect(fixture.expected.some((expected) => expected.startsWith(`${id} `))).toBe(true)
    expect(fixture.clean.sources.length).toBeGreaterThan(0)
    expect(check(fixture.clean).findings.map((finding) => `${line(finding)} ${finding.message}`)).toEqual([])
  })

  test('tells its story, and says what to do in sentences of one kind', () => {
    expect(rule.story.length).toBeGreaterThan(120)
    for (const { message, why, fix } of check(readFixture(file).broken).findings) {
      expect(message).toMatch(/^\S.*[^.]$/)
      expect(why).toMatch(/^[A-Z`].*\.$/)
      expect(fix.text).toMatch(/^[A-Z`].*[^.]$/)
    }
  })
})

test('no finding shows a secret of the fixtures', () => {
  for (const { id } of rules) {
    const { broken } = readFixture(path.join(folder, `${id}.txt`))
    const { findings, secrets } = check(broken)
    const said = JSON.stringify(findings.map(({ message, why, fix }) => [message, why, fix]))
    for (const secret of secrets.filter((value) => value.length >= 6)) expect(said).not.toContain(secret)
  }
})

test('every fixture is of a rule', () => {
  const ids = new Set(rules.map(({ id }) => `${id}.txt`))
  expect(existsSync(folder)).toBe(true)
  expect(readdirSync(folder).filter((name) => !ids.has(name))).toEqual([])
})

test('the registries list every file: npm run check:registry writes them', () => {
  for (const kind of ['reader', 'rule'] as const) {
    expect(readFileSync(path.join(root, `src/check/${kind}s/registry.ts`), 'utf8').replaceAll(/\s+/g, ' ')).toBe(
      registrySource(kind).replaceAll(/\s+/g, ' '),
    )
  }
})

test('a rule has the name of its file', () => {
  for (const { id } of rules) expect(existsSync(path.join(root, `src/check/rules/${id.replaceAll('.', '-')}.ts`))).toBe(true)
})
