import { expect, test } from 'vitest'
import { check } from '../../src/check/check.ts'
import type { Finding } from '../../src/core/finding.ts'
import { exempt, unusedRows } from '../support/harmless-mutations.ts'
import { mutationsOf, type Mutation } from '../support/mutations.ts'
import { generatedStacks, seedStacks, type SaneStack } from '../support/sane-stacks.ts'

const stacks = [...(await generatedStacks()), ...seedStacks()]

function findings({ sources }: SaneStack, mutation?: Mutation): Finding[] {
  const changed = sources.map((source) => (source.path === mutation?.file ? { ...source, text: mutation.text } : source))
  return check({ sources: changed, unread: [] }).findings
}

/** At its line, or in what it stands in. What is gone has no line: then its file, or its name in the message. */
function isFound(found: readonly Finding[], { file, line, around, how, path }: Mutation): boolean {
  const here = found.flatMap(({ places }) => places).filter((place) => place.file === file)
  if (how === 'drop' && (here.length > 0 || found.some(({ message }) => message.includes(path.split('.').at(-1) ?? path)))) return true
  return here.some((place) => place.line === line || around.includes(place.line))
}

function told(stack: SaneStack, { file, line, path, how }: Mutation, found: readonly Finding[]): string {
  const others = found.map(({ id, places }) => `${id} at ${places.map((place) => `${place.file}:${place.line}`).join(', ')}`)
  return `${stack.name} ${file}:${line} ${path}: ${how}${others.length > 0 ? ` (${others.join('; ')})` : ''}`
}

test.each(stacks.map((stack) => [stack.name, stack] as const))('%s gives no finding as it is', (_name, stack) => {
  expect(findings(stack).map(({ id, message, places }) => `${id} ${places[0]?.file}:${places[0]?.line} ${message}`)).toEqual([])
})

test('every change that breaks or weakens a stack is found at its place, and no other one raises an alarm', { timeout: 300_000 }, () => {
  const missed: string[] = []
  const alarms: string[] = []
  const counts = { breaking: 0, harmless: 0, live: 0 }
  const all = stacks.flatMap((stack) => stack.sources.flatMap((source) => mutationsOf(source).map((mutation) => ({ stack, mutation }))))
  for (const { stack, mutation } of all) {
    const found = findings(stack, mutation)
    const exemption = exempt(stack.name, mutation)
    counts[exemption?.verdict ?? 'breaking']++
    if (exemption === null && !isFound(found, mutation)) missed.push(told(stack, mutation, found))
    if (exemption !== null && found.length > 0) alarms.push(told(stack, mutation, found))
  }
  const { breaking, harmless, live } = counts
  console.log(
    `${breaking - missed.length} of ${breaking} breaking mutations found, ${harmless} harmless, ${live} that only a live probe can see, ${alarms.length} false alarms`,
  )
  expect(missed).toEqual([])
  expect(alarms).toEqual([])
  expect(breaking).toBeGreaterThan(900)
  expect(unusedRows(all.map(({ stack, mutation }) => ({ stack: stack.name, mutation })))).toEqual([])
})
