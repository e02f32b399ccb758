import { ConnectionError, DisconnectReason } from 'livekit-client'
import { describe, expect, it } from 'vitest'
import { ServerError } from '../server/request.ts'
import { endNotice, insecurePageProblem, loadProblem, microphoneProblem, mixedContentProblem, startProblem } from './problems.ts'

const url = 'ws://127.0.0.1:7880'
const named = (name: string) => Object.assign(new Error('said so.'), { name })

describe('mixedContentProblem', () => {
  it('objects to ws:// on an https page, and to nothing else', () => {
    expect(mixedContentProblem('https:', 'ws://livekit.example.com')?.text).toContain('ws://livekit.example.com')
    expect(mixedContentProblem('https:', 'wss://livekit.example.com')).toBeNull()
    expect(mixedContentProblem('http:', 'ws://livekit.example.com')).toBeNull()
  })
})

describe('startProblem', () => {
  it.each([
    [new ServerError('Too many calls were started from here; try again in 4 seconds', 429), 'Too many calls', 'try again in 4 seconds.'],
    [new ServerError('mode: expected', 400), 'The server refused the call', 'mode: expected.'],
    [new ServerError('The server did not answer', null), 'The server isn’t answering', 'Start the stack again'],
    [ConnectionError.notAllowed('no', 401), 'LiveKit refused the call', 'this stack’s key'],
    [ConnectionError.serverUnreachable('gone'), 'LiveKit can’t be reached', url],
    [new Error('anything'), 'LiveKit can’t be reached', url],
  ])('explains %s', (error, title, text) => {
    const problem = startProblem(error, url)
    expect(problem).toMatchObject({ tone: 'error', title })
    expect(problem.text).toContain(text)
  })
})

describe('microphoneProblem', () => {
  it.each([
    ['NotAllowedError', 'The microphone is blocked'],
    ['NotFoundError', 'No microphone was found'],
    ['NotReadableError', 'The microphone is busy'],
    ['TypeError', 'The microphone didn’t start'],
  ])('explains %s, and that writing is possible', (name, title) => {
    expect(microphoneProblem(named(name))).toMatchObject({ title, text: expect.stringContaining('you can write') as string })
  })

  it('quotes the browser where nothing is known', () => {
    expect(microphoneProblem(undefined).text).toBe('The browser said: nothing more. Until then you can write.')
  })
})

describe('endNotice', () => {
  it('says nothing when the caller hung up, and something otherwise', () => {
    expect(endNotice(DisconnectReason.CLIENT_INITIATED)).toBeNull()
    expect(endNotice(DisconnectReason.ROOM_DELETED)?.title).toBe('The call has ended')
    expect(endNotice(DisconnectReason.SERVER_SHUTDOWN)?.text).toBe('LiveKit was stopped.')
    expect(endNotice(undefined)?.text).toContain('connection to LiveKit was lost')
  })
})

it('says that an insecure page has no microphone', () => {
  expect(insecurePageProblem(true)).toBeNull()
  expect(insecurePageProblem(false)?.text).toContain('https or localhost')
})

it('tells a server that is gone from one that refuses', () => {
  expect(loadProblem(new ServerError('The server did not answer', null))).toMatchObject({ command: 'voicectl up' })
  expect(loadProblem(new ServerError('The page is not served under this host name', 403))).not.toHaveProperty('command')
})
