import { describe, expect, it } from 'vitest'
import { mergeTranscript, type Heard } from './transcript.ts'

const callerIdentity = 'caller-1'

function stream(segment: string, words: { identity: string; text: string; isFinal: boolean }) {
  const attributes = { 'lk.segment_id': segment, 'lk.transcription_final': String(words.isFinal) }
  return { text: words.text, participantInfo: { identity: words.identity }, streamInfo: { id: `${segment}-${words.text}`, attributes } }
}

const answer = (segment: string, text: string) => stream(segment, { identity: 'agent-1', text, isFinal: false })
const guess = (segment: string, text: string) => stream(segment, { identity: callerIdentity, text, isFinal: false })
const final = (segment: string, text: string) => stream(segment, { identity: callerIdentity, text, isFinal: true })

const heard = (transcriptions: Heard['transcriptions'], messages: Heard['messages'] = []): Heard => ({
  transcriptions,
  messages,
  callerIdentity,
})

describe('mergeTranscript', () => {
  it('tells the sides apart, and a guess from the final words', () => {
    const entries = mergeTranscript(heard([answer('a', 'Hello'), guess('b', 'I wa')]), new Map())
    expect(entries).toEqual([
      { id: 'a', side: 'agent', text: 'Hello', isFinal: true },
      { id: 'b', side: 'caller', text: 'I wa', isFinal: false },
    ])
  })

  it('keeps the place of an entry while its words change and others come', () => {
    const seen = new Map<string, number>()
    mergeTranscript(heard([guess('b', 'I wa')]), seen)
    mergeTranscript(heard([guess('b', 'I want')], [{ id: 'm', timestamp: 1, message: 'Hi', from: { identity: callerIdentity } }]), seen)
    const late = [answer('c', 'Sure'), final('b', 'I want to.')]
    const entries = mergeTranscript(heard(late, [{ id: 'm', timestamp: 1, message: 'Hi', from: { identity: callerIdentity } }]), seen)
    expect(entries.map(({ text }) => text)).toEqual(['I want to.', 'Hi', 'Sure'])
  })

  it('leaves out what is empty', () => {
    expect(mergeTranscript(heard([answer('a', ' ')]), new Map())).toEqual([])
  })

  it('takes a stream without a segment by its own id', () => {
    const bare = { text: 'Hi', participantInfo: { identity: 'agent-1' }, streamInfo: { id: 's1' } }
    expect(mergeTranscript(heard([bare]), new Map())[0]?.id).toBe('s1')
  })
})
