import { expect, test } from 'vitest'
import { channelPart } from './redis.ts'
import { nameIn } from './registered-workers.ts'

test.each(['desk', 'front-desk.2', 'a_b', 'über-desk', '', 'u+002d'])('the worker %j by its channel', (name) => {
  const channel = name === '' ? 'AgentInternal|JobRequest|room|REQ' : `AgentInternal|JobRequest|${channelPart(name)}|room|REQ`
  expect(nameIn(channel)).toEqual([name])
})

test.each(['AgentInternal|JobRequest|desk|publisher|REQ', 'SIPInternal|CreateSIPParticipant|REQ'])(
  '%s is no worker for rooms',
  (channel) => {
    expect(nameIn(channel)).toEqual([])
  },
)
