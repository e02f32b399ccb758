import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCaller, routeOf, routes } from './route.ts'

const route = (metadata: string | undefined) => routeOf(parseCaller(metadata))

test.each([
  ['general', 'en', 'general_en'],
  ['general', 'hi', 'general_hi'],
  ['sales', 'en', 'sales_en'],
  ['sales', 'hi', 'sales_hi'],
  ['support', 'en', 'support_en'],
  ['support', 'hi', 'support_hi'],
  ['technical', 'en', 'technical_en'],
  ['technical', 'hi', 'technical_hi'],
])('mode %s and language %s give %s', (mode, language, expected) => {
  expect(route(JSON.stringify({ mode, language, voice: 'sarvam' }))).toBe(expected)
})

test('there are exactly eight routes', () => {
  expect(new Set(routes).size).toBe(8)
})

test.each([
  ['nothing', undefined],
  ['an empty text', ''],
  ['an empty object', '{}'],
  ['malformed JSON', '{"mode":"support","language":'],
  ['a list', '["support","hi"]'],
  ['null', 'null'],
  ['a number', '42'],
  ['an unknown mode', '{"mode":"billing"}'],
  ['a mode in capitals', '{"mode":"SUPPORT"}'],
  ['a mode that is an object', '{"mode":{"support":true}}'],
  ['a name that every object has', '{"mode":"constructor","language":"__proto__"}'],
  ['another language', '{"language":"ta"}'],
  ['1 MB', `{"mode":"support","language":"hi","voice":"${'x'.repeat(1_048_576)}"}`],
])('%s goes to general_en', (_, metadata) => {
  expect(route(metadata)).toBe('general_en')
})

test('a bad field leaves the other one alone', () => {
  expect(route('{"mode":"billing","language":"hi"}')).toBe('general_hi')
  expect(route('{"mode":"sales","language":"fr"}')).toBe('sales_en')
})

test('whatever the metadata, the route is one of the eight', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (metadata) => routes.includes(route(metadata))))
})

test('an object of any values is routed by its mode and language alone', () => {
  const field = fc.oneof(fc.constantFrom('general', 'sales', 'support', 'technical', 'en', 'hi'), fc.jsonValue())
  fc.assert(
    fc.property(fc.record({ mode: field, language: field, voice: fc.jsonValue() }), ({ mode, language, voice }) => {
      const expectedMode = ['sales', 'support', 'technical'].find((known) => known === mode) ?? 'general'
      expect(route(JSON.stringify({ mode, language, voice }))).toBe(`${expectedMode}_${language === 'hi' ? 'hi' : 'en'}`)
    }),
  )
})
