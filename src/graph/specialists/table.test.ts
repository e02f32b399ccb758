import { expect, test } from 'vitest'
import { routes } from '../route.ts'
import { specialists } from './table.ts'

const LATIN = /[A-Za-z]/
const DEVANAGARI = /\p{Script=Devanagari}/u

test('every route has its own specialist', () => {
  expect(routes.map((route) => specialists[route].route)).toEqual([...routes])
  expect(new Set(routes.map((route) => specialists[route].instructions)).size).toBe(8)
  expect(new Set(routes.map((route) => specialists[route].greeting)).size).toBe(8)
})

test.each(routes.filter((route) => route.endsWith('_hi')))('%s is written in Hindi alone', (route) => {
  const { greeting, instructions } = specialists[route]
  expect(greeting).toMatch(DEVANAGARI)
  expect(greeting + instructions).not.toMatch(LATIN)
  expect(instructions).toContain('।')
})

test.each(routes.filter((route) => route.endsWith('_en')))('%s is written in English alone', (route) => {
  const { greeting, instructions } = specialists[route]
  expect(greeting).toMatch(LATIN)
  expect(greeting + instructions).not.toMatch(DEVANAGARI)
})

test.each(routes)('%s greets in a breath and without markup', (route) => {
  expect(specialists[route].greeting.length).toBeLessThan(100)
  expect(specialists[route].greeting).not.toMatch(/[*#`_\n]/)
})
