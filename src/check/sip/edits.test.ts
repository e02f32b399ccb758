import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readFixture } from '../../../test/support/check-fixture.ts'
import { applyEdits } from '../apply-edits.ts'
import { check } from '../check.ts'
import type { Folder } from '../source.ts'

const fixtures = fileURLToPath(new URL('../../../test/fixtures/check', import.meta.url))
const mine = readdirSync(fixtures).filter((name) => /^(?:trunk|dispatch|egress|provider)\./.test(name))

function fixed({ sources, unread }: Folder, findings: ReturnType<typeof check>['findings']): Folder {
  const texts = new Map(applyEdits(sources, findings).files.map(({ path, after }) => [path, after]))
  return { sources: sources.map((source) => ({ ...source, text: texts.get(source.path) ?? source.text })), unread }
}

test.each(mine)('%s: what --fix changes is mended, and stays JSON', (name) => {
  const { broken } = readFixture(`${fixtures}/${name}`)
  const before = check(broken).findings
  const mended = before.filter(({ edits }) => edits.length > 0)
  const after = fixed(broken, before)
  const left = check(after).findings.map(({ id, message }) => `${id} ${message}`)
  for (const { id, message } of mended) expect(left).not.toContain(`${id} ${message}`)
  for (const { path, text } of after.sources) if (path.endsWith('.json')) expect(() => JSON.parse(text) as unknown).not.toThrow()
})
