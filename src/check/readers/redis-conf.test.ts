import { expect, test } from 'vitest'
import type { Fact } from '../facts.ts'
import { folderView } from '../folder-view.ts'
import { redisArguments, redisServerFacts } from './config-facts/redis-server.ts'
import { reader } from './redis-conf.ts'

function read(text: string, path = 'redis.conf'): Fact[] {
  const source = { path, text, mode: 0o644, git: 'none' as const }
  return [...reader.read(source, folderView([source], []))]
}

test.each([
  ['redis.conf', '', true],
  ['conf/valkey-prod.conf', 'port 1\n', true],
  ['cache.conf', 'port 6379\nappendonly yes\n', true],
  ['nginx.conf', 'events { }\nserver { listen 80; }\n', false],
  ['sentinel.conf', 'port 26379\nprotected-mode no\n', false],
  ['redis.yaml', 'port 6379\nappendonly yes\n', false],
])('%s %j is redis.conf: %s', (path, text, known) => {
  expect(reader.recognises({ path, text, mode: null, git: 'none' })).toBe(known)
})

test('settings with their places; the last one counts', () => {
  const [server, ...listens] = read(
    '# hi\nbind 127.0.0.1 -::1\nport 7777\nrequirepass "a b"\nappendonly no\nappendonly yes\nsave 900 1\nsave 300 10\n',
  )
  expect(server).toMatchObject({
    what: 'redis-server',
    password: { value: 'a b', at: { line: 4, column: 13 } },
    appendOnly: { value: true, at: { line: 6 } },
    save: [{ value: '900 1' }, { value: '300 10' }],
    databases: null,
  })
  expect(listens).toMatchObject([
    { purpose: 'redis', from: 7777, host: '127.0.0.1' },
    { purpose: 'redis', from: 7777, host: '::1' },
  ])
})

test('an empty file: the default port on all addresses', () => {
  expect(read('')).toMatchObject([
    { what: 'redis-server', save: [] },
    { what: 'listen', from: 6379, host: null, byDefault: true },
  ])
})

test('`save ""` is a statement, port 0 closes', () => {
  expect(read('save ""\nport 0\n')).toMatchObject([{ save: [{ value: '' }] }])
  expect(read('save ""\nport 0\n')).toHaveLength(1)
})

test('settings of a command', () => {
  const at = { file: 'compose.yaml', line: 3, column: 5, length: 0 }
  const site = { service: 'redis', network: 'bridge', stack: '' } as const
  const words = ['redis-server', '/etc/redis.conf', '--appendonly', 'no', '--save', '', '--requirepass', 'x']
  expect(redisServerFacts(redisArguments(words, at), site, at)[0]).toMatchObject({
    appendOnly: { value: false },
    save: [{ value: '' }],
    password: { value: 'x' },
  })
})

test.each(['"unclosed', 'bind', 'port x\n', '\\', 'save\n', '\0\0'])('takes %j as it is', (text) => {
  expect(() => read(text)).not.toThrow()
})
