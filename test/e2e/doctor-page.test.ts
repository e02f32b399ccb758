import { AccessToken, RoomAgentDispatch, RoomConfiguration } from 'livekit-server-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { probe as reachable } from '../../src/doctor/probes/page-reachable.ts'
import { probe as token } from '../../src/doctor/probes/page-token.ts'
import type { Subject } from '../../src/doctor/subject.ts'
import { answering } from '../support/answering.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { bareSubject, runAll, runOne, subjectOf, type Probed } from '../support/probing.ts'
import { startWeb } from '../support/programs.ts'
import { writeStack } from '../support/stack.ts'
import { Undo } from '../support/undo.ts'

describe.skipIf(lacksLiveKit())('doctor looks at the page', () => {
  const undo = new Undo()
  const last = new Undo()
  let livekit: LiveKit

  beforeAll(async () => {
    livekit = last.add(await startLiveKit(), (server) => server.stop())
  })
  afterEach(() => undo.run())
  afterAll(() => last.run())

  async function folder(given: Partial<LiveKit> = {}) {
    return undo.add(await writeStack({ livekit: { ...livekit, ...given } }), (stack) => stack.remove())
  }

  async function look(subject: Subject): Promise<{ page: Probed | undefined; tokens: Probed | undefined }> {
    const [page, tokens] = await runAll([reachable, token], subject)
    return { page, tokens }
  }

  it('one that runs, that was stopped, and that runs again', async () => {
    const stack = await folder()
    const web = undo.add(await startWeb(stack), (program) => program.stop())
    const subject = await subjectOf(stack.dir)
    const well = await look(subject)
    expect(well.page).toMatchObject({ status: 'pass' })
    expect(well.tokens).toMatchObject({ status: 'pass', detail: 'the page gives a token that LiveKit takes' })
    await web.stop()
    const ill = await look(subject)
    expect(ill.page).toMatchObject({ status: 'fail', detail: expect.stringMatching(/does not answer: nothing listens there$/) })
    expect(ill.page?.finding?.fix).toMatchObject({ command: 'voicectl up' })
    expect(ill.tokens?.status).toBe('skipped')
    undo.add(await startWeb(stack), (program) => program.stop())
    expect((await look(subject)).tokens?.status).toBe('pass')
  })

  it('the page of another stack, and something else on its port', async () => {
    const stack = await folder()
    undo.add(await startWeb(stack), (program) => program.stop())
    const subject = await subjectOf(stack.dir)
    expect((await look({ ...subject, name: 'mine' })).page).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('is the page of another stack, test-stack'),
    })
    const other = await answering(undo, (_, response) => response.end('hello'))
    expect((await look({ ...subject, localPageUrl: other, pageUrl: other })).page).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('is not the page of voicectl'),
    })
  })

  it('a page that signs with another secret, and the same with the right one', async () => {
    const wrong = await folder({ apiSecret: 'another-secret-with-more-than-32-letters' })
    undo.add(await startWeb(wrong), (program) => program.stop())
    const ill = (await look(await subjectOf(wrong.dir))).tokens
    expect(ill).toMatchObject({ status: 'fail', detail: expect.stringContaining("refuses the page's token") })
    expect(ill?.finding?.fix.command).toBe('voicectl restart')
    expect(JSON.stringify(ill)).not.toMatch(/eyJ|another-secret/)
    const right = await folder()
    undo.add(await startWeb(right), (program) => program.stop())
    expect((await look(await subjectOf(right.dir))).tokens?.status).toBe('pass')
  })

  describe('of somebody else', () => {
    interface Page {
      agents?: string[]
      metadata?: object
      serverUrl?: string
      status?: number
    }

    /** A page as the starters have it: a token endpoint of one's own. */
    async function pageWith({ agents = [], metadata = {}, serverUrl = livekit.url, status = 200 }: Page): Promise<Subject> {
      const jwt = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: 'guest', metadata: JSON.stringify(metadata) })
      jwt.addGrant({ roomJoin: true, room: 'call-1' })
      if (agents.length > 0)
        jwt.roomConfig = new RoomConfiguration({ agents: agents.map((agentName) => new RoomAgentDispatch({ agentName })) })
      const body = JSON.stringify({ serverUrl, participantToken: await jwt.toJwt() })
      const url = await answering(undo, (request, response) => {
        const isEndpoint = request.method === 'POST' && request.url === '/api/token'
        response.writeHead(isEndpoint ? status : 404, { 'content-type': 'application/json' }).end(isEndpoint ? body : '{}')
      })
      return bareSubject({
        serverUrl: livekit.url,
        pageUrl: url,
        localPageUrl: url,
        agent: { names: ['desk'], wanted: [], healthUrl: null },
      })
    }

    it.each<[string, Page, string, string]>([
      ['in order', { agents: ['desk'], metadata: { mode: 'support', language: 'hi' } }, 'pass', 'gives a token that LiveKit takes'],
      ['without words of its own', { agents: ['desk'] }, 'pass', 'gives a token'],
      ['asking for no agent', {}, 'fail', 'ask for no agent, and the worker is desk'],
      ['asking for another', { agents: ['Desk'] }, 'fail', 'ask for Desk, and the worker is desk'],
      ['without the mode', { agents: ['desk'], metadata: { language: 'hi', voice: '' } }, 'warn', 'but not the mode'],
      ['without its keys', { status: 500 }, 'fail', 'gives no token: it answers 500'],
    ])('%s', async (_, page, status, detail) => {
      expect(await runOne(token, await pageWith(page))).toMatchObject({ status, detail: expect.stringContaining(detail) })
    })

    it('served over https, with a ws:// URL', async () => {
      const subject = await pageWith({ agents: ['desk'], serverUrl: 'ws://livekit.example.com' })
      expect(await runOne(token, { ...subject, pageUrl: 'https://app.example.com' })).toMatchObject({
        status: 'fail',
        detail: expect.stringContaining('sends browsers to ws://livekit.example.com'),
      })
    })

    it('without a token endpoint', async () => {
      const url = await answering(undo, (_, response) => response.writeHead(404).end())
      expect((await runOne(token, bareSubject({ pageUrl: url, serverUrl: livekit.url }))).status).toBe('unknown')
    })
  })
})
