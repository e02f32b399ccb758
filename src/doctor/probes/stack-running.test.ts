import { afterEach, expect, test } from 'vitest'
import { answering } from '../../../test/support/answering.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { bareSubject, runAll, runOne } from '../../../test/support/probing.ts'
import { Undo } from '../../../test/support/undo.ts'
import { probe as page } from './page-reachable.ts'
import { probe as redis } from './redis-reachable.ts'
import { probe as server } from './server-reachable.ts'
import { probe } from './stack-running.ts'

const undo = new Undo()
afterEach(() => undo.run())

const closed = async () => `http://127.0.0.1:${await freePort()}`
const websocket = (url: string) => url.replace(/^http/, 'ws')

test('a stack that is down is one error, and all that would run with it is skipped because of it', async () => {
  const [livekit, web] = [await closed(), await closed()]
  const target = { user: 'livekit', host: '127.0.0.1', port: await freePort(), db: 0, username: null, password: null, tls: false }
  const subject = bareSubject({ serverUrl: websocket(livekit), localPageUrl: web, redis: [target] })
  const [stack, ...others] = await runAll([probe, server, page, redis], subject)
  expect(stack).toMatchObject({
    status: 'fail',
    detail: `The stack does not run: nobody listens at ${new URL(livekit).host} (LiveKit) or ${new URL(web).host} (the page)`,
    finding: { fix: { command: 'docker compose up --detach' } },
  })
  expect(others.map(({ status, detail, finding }) => [status, detail, finding])).toEqual(
    others.map(() => ['skipped', 'because the stack does not run (stack.running)', null]),
  )
})

test('what still runs, or runs again, is looked at: then each tells of itself', async () => {
  const [livekit, web] = [await closed(), await answering(undo, (_, response) => response.end('hello'))]
  const [stack, down, up] = await runAll([probe, server, page], bareSubject({ serverUrl: websocket(livekit), localPageUrl: web }))
  expect(stack).toMatchObject({ status: 'pass', detail: 'a part of it takes connections' })
  expect([down?.status, up?.status]).toEqual(['fail', 'pass'])
  const both = bareSubject({ serverUrl: websocket(web), localPageUrl: web })
  expect(await runOne(probe, both)).toMatchObject({ status: 'pass', detail: 'server and page take connections' })
})

test('where the server or the page is elsewhere nothing is said', async () => {
  const web = await closed()
  for (const known of [{ localPageUrl: web }, { localPageUrl: web, serverUrl: 'wss://acme.livekit.cloud' }, { serverUrl: websocket(web) }])
    expect((await runOne(probe, bareSubject(known))).status).toBe('skipped')
})
