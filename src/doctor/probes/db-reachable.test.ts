import { afterEach, expect, test } from 'vitest'
import { answering } from '../../../test/support/answering.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { bareSubject, runOne } from '../../../test/support/probing.ts'
import { Undo } from '../../../test/support/undo.ts'
import { probe } from './db-reachable.ts'

const undo = new Undo()
afterEach(() => undo.run())

const KEY = 'service-key-of-this-test'
const jwt = (role: string) => `eyJ.${Buffer.from(JSON.stringify({ role })).toString('base64url')}.x`
const look = (env: Record<string, string>) => runOne(probe, bareSubject({ env: new Map(Object.entries(env)) }))

test('a wrong key is refused, and taken once it is right', async () => {
  const url = await answering(undo, (request, response) => {
    const { apikey, authorization } = request.headers
    response.writeHead(request.url === '/rest/v1/' && apikey === KEY && authorization === `Bearer ${KEY}` ? 200 : 401).end('{}')
  })
  const ill = await look({ SUPABASE_URL: url, SUPABASE_SERVICE_KEY: 'wrong-key-of-this-test' })
  expect(ill).toMatchObject({ status: 'fail', detail: expect.stringContaining('refuses SUPABASE_SERVICE_KEY (401)') })
  expect(JSON.stringify(ill)).not.toContain('wrong-key')
  expect(await look({ SUPABASE_URL: `${url}/`, SUPABASE_SERVICE_KEY: KEY })).toMatchObject({ status: 'pass' })
})

test('the public key in place of the service key', async () => {
  const url = await answering(undo, (_, response) => response.end('{}'))
  expect(await look({ SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: jwt('anon') })).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining('SUPABASE_SERVICE_ROLE_KEY holds the public key'),
  })
  expect((await look({ SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: jwt('service_role') })).status).toBe('pass')
})

test('nobody there, something else there, half of it, none of it', async () => {
  const gone = await look({ SUPABASE_URL: `http://127.0.0.1:${await freePort()}`, SUPABASE_SERVICE_KEY: KEY })
  expect(gone).toMatchObject({ status: 'fail', detail: expect.stringContaining('nothing listens there') })
  const other = await answering(undo, (_, response) => response.writeHead(404).end())
  expect((await look({ SUPABASE_URL: other, SUPABASE_SERVICE_KEY: KEY })).status).toBe('unknown')
  expect(await look({ SUPABASE_URL: other })).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining('SUPABASE_SERVICE_KEY is not set'),
  })
  expect(await look({ SUPABASE_URL: 'project', SUPABASE_SERVICE_KEY: KEY })).toMatchObject({
    status: 'fail',
    detail: 'SUPABASE_URL is not a URL',
  })
  expect((await look({})).status).toBe('skipped')
})
