import type { llm, voice } from '@livekit/agents'

/**
 * Waits until the caller has heard what the model says along with a tool, and says something where it says nothing. False where the caller
 * speaks up meanwhile: they may not want it any more, so nothing must be done.
 */
export async function saidFirst({ ctx, abortSignal }: llm.ToolOptions, otherwise: string): Promise<boolean> {
  const before = spokenIn(ctx.speechHandle)
  await ctx.waitForPlayout()
  const isStopped = () => abortSignal.aborted || ctx.speechHandle.interrupted
  if (isStopped()) return false
  if (spokenIn(ctx.speechHandle) > before) return true
  const own = ctx.session.say(otherwise)
  await own.waitForPlayout()
  return !own.interrupted && !isStopped()
}

function spokenIn({ chatItems }: voice.SpeechHandle): number {
  return chatItems.filter((item) => item.type === 'message').length
}
