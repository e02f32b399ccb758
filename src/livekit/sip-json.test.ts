import { expect, test } from 'vitest'
import { sipReaders } from './sip-json.ts'

test.each([
  ['{"name":"a","attributes":{"__proto__":"x","b":"y"}}', '{"name":"a","attributes":{"b":"y","__proto__":"x"}}'],
  ['{"attributes":{"__proto__":"x"}}', '{"attributes":{"__proto__":"x"}}'],
  ['{"room_config":{"tags":{"__proto__":"x"}}}', '{"roomConfig":{"tags":{"__proto__":"x"}}}'],
  [
    '{"roomConfig":{"agents":[{"agentName":"a"},{"attributes":{"__proto__":"x"}}]}}',
    '{"roomConfig":{"agents":[{"agentName":"a"},{"attributes":{"__proto__":"x"}}]}}',
  ],
])('no entry of a map is lost in %s', async (json, read) => {
  const readers = await sipReaders({ strict: true })
  expect(JSON.stringify(readers.rules(JSON.parse(json)))).toBe(read)
})
