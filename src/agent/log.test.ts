import { describe, expect, it } from 'vitest'
import { readable } from './log.ts'

const sdkLine = (fields: object) => `${JSON.stringify({ level: 40, time: 1, pid: 1, hostname: 'h', ...fields })}\n`

describe('readable', () => {
  it('makes one line of an SDK entry: time, level, message, reason, fields', () => {
    const line = readable(
      sdkLine({ msg: 'failed to connect', error: { type: 'Error', message: 'refused\nby the server', stack: 'x' }, retry_count: 2 }),
    )
    expect(line).toMatch(/^\d\d:\d\d:\d\d warn {2}failed to connect \(refused by the server\) retry_count=2\n$/)
  })

  it('leaves out what is personal, and objects', () => {
    const line = readable(sdkLine({ msg: 'said', 'lk.pii.text': 'my name is Asha', 'lk.pii.room_name': 'r', job: { id: 1 } }))
    expect(line).toMatch(/warn {2}said\n$/)
  })

  it('lets no control sequence of others through', () => {
    const line = readable(sdkLine({ msg: 'failed', error: { message: 'says \u001B]0;owned\u0007 \u009B31m \u202Eabc' } }))
    expect(line).toMatch(/failed \(says \]0;owned 31m abc\)\n$/)
  })

  it('shows nothing below a level', () => {
    expect(readable(sdkLine({ level: 30, msg: 'starting worker' }), 'warn')).toBe('')
    expect(readable(sdkLine({ level: 50, msg: 'broken' }), 'warn')).toContain('error broken')
  })

  it('leaves out what tells only the makers of the SDK something', () => {
    expect(readable(sdkLine({ msg: 'rotateSegment called while previous segment is still being rotated' }))).toBe('')
  })

  it('says what a stall means, and only when it is long and in a call', () => {
    const stall = (loop: string, duration: number) =>
      readable(sdkLine({ msg: 'event loop blocked; synchronous work', loop, duration, gcTime: 0 }))
    expect(stall('job', 420.4)).toContain("a call's process stood still for 420 ms")
    expect(stall('job', 150)).toBe('')
    expect(stall('worker', 900)).toBe('')
  })

  it.each(['plain text\n', '{"level": not json\n', '{"other": 1}\n', ''])('leaves other text as it is: %j', (text) => {
    expect(readable(text)).toBe(text)
  })
})
