import { DisconnectReason, ParticipantKind, RoomEvent } from '@livekit/rtc-node'
import { EventEmitter } from 'node:events'
import type { JobContext } from '@livekit/agents'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { endWithCaller } from './hang-up.ts'

interface Person {
  identity: string
  kind: ParticipantKind
  disconnectReason?: DisconnectReason
}

/** The part of a job that matters here: a room whose people come and go, and how the job was ended. */
class FakeJob {
  readonly room = Object.assign(new EventEmitter(), { remoteParticipants: new Map<string, Person>() })
  readonly ends: string[] = []

  shutdown(reason: string): void {
    this.ends.push(reason)
  }

  join(identity: string, kind: ParticipantKind = ParticipantKind.STANDARD): void {
    const person = { identity, kind }
    this.room.remoteParticipants.set(identity, person)
    this.room.emit(RoomEvent.ParticipantConnected, person)
  }

  leave(identity: string, disconnectReason: DisconnectReason): void {
    const person = this.room.remoteParticipants.get(identity)
    this.room.remoteParticipants.delete(identity)
    this.room.emit(RoomEvent.ParticipantDisconnected, { ...person, disconnectReason })
  }
}

describe('endWithCaller', () => {
  let job: FakeJob

  beforeEach(() => {
    vi.useFakeTimers()
    job = new FakeJob()
    endWithCaller(job as unknown as JobContext)
    job.join('caller')
  })

  afterEach(() => vi.useRealTimers())

  it.each(['CLIENT_INITIATED', 'USER_UNAVAILABLE', 'SIP_TRUNK_FAILURE', 'PARTICIPANT_REMOVED'] as const)(
    'ends the job at once: %s',
    (reason) => {
      job.leave('caller', DisconnectReason[reason])
      vi.advanceTimersByTime(1)
      expect(job.ends).toEqual(['the caller hung up'])
    },
  )

  it('waits for a caller whose connection broke, and ends when nobody comes back', () => {
    job.leave('caller', DisconnectReason.CONNECTION_TIMEOUT)
    vi.advanceTimersByTime(4900)
    expect(job.ends).toEqual([])
    vi.advanceTimersByTime(200)
    expect(job.ends).toEqual(['the caller hung up'])
  })

  it('goes on when the caller comes back', () => {
    job.leave('caller', DisconnectReason.CONNECTION_TIMEOUT)
    job.join('caller')
    vi.advanceTimersByTime(60_000)
    expect(job.ends).toEqual([])
  })

  it('goes on while another person is in the room, and does not count agents and recorders', () => {
    job.join('second')
    job.join('other-agent', ParticipantKind.AGENT)
    job.join('recorder', ParticipantKind.EGRESS)
    job.leave('caller', DisconnectReason.CLIENT_INITIATED)
    vi.advanceTimersByTime(60_000)
    expect(job.ends).toEqual([])
    job.leave('second', DisconnectReason.CLIENT_INITIATED)
    vi.advanceTimersByTime(1)
    expect(job.ends).toHaveLength(1)
  })
})
