import type { JobContext } from '@livekit/agents'
import { RoomEvent } from '@livekit/rtc-node'
import { ROUTE_ATTRIBUTE } from '../core/probe-job.ts'
import { createLog } from './log.ts'

/** Whoever asked deletes the room as soon as it has seen us; one that died meanwhile doesn't. */
const LONGEST_STAY_MS = 10_000

/** Answers a job of `voicectl doctor`: joins its room, says which way a call would be routed, and leaves. No provider is called. */
export async function answerProbe(ctx: JobContext, route: string | null): Promise<void> {
  const gone = Promise.withResolvers<void>()
  ctx.room.once(RoomEvent.Disconnected, () => gone.resolve())
  await ctx.connect()
  const timer = setTimeout(gone.resolve, LONGEST_STAY_MS)
  // The room may be deleted as soon as the attribute is seen, before we hear that it was set.
  if (route !== null) await ctx.agent?.setAttributes({ [ROUTE_ATTRIBUTE]: route }).catch(() => {})
  createLog(ctx.job.room?.name).info(`Answered a probe of voicectl doctor${route === null ? '' : `: route ${route}`}`)
  await gone.promise
  clearTimeout(timer)
  ctx.shutdown('the probe is answered')
}
