import { voice, type JobContext } from '@livekit/agents'
import type { RemoteParticipant } from '@livekit/rtc-node'
import { callerOf } from '../core/caller.ts'
import { MODE_ATTRIBUTE, ROUTE_ATTRIBUTE } from '../core/probe-job.ts'
import type { ChatModel } from '../graph/chat-model.ts'
import type { Supervisor } from '../graph/supervisor.ts'
import { stackMode } from '../stack/derive.ts'
import type { Stack } from '../stack/load.ts'
import { CallTrouble } from './call-trouble.ts'
import { GraphLlm } from './graph-llm.ts'
import { callers } from './hang-up.ts'
import { createLog, type Log } from './log.ts'
import { createSpeech } from './providers/speech.ts'
import { createTranscriber } from './providers/transcriber.ts'
import { createSession } from './session.ts'
import { logTurns } from './turn-log.ts'

/** How long a dispatched agent waits in a room for somebody to talk with. */
const CALLER_WAIT_MS = 60_000

export interface CallOptions {
  ctx: JobContext
  stack: Stack
  model: ChatModel
  supervisor: Supervisor
}

/** Takes one call: joins the room, learns who calls, routes, greets and talks until somebody hangs up. */
export async function takeCall({ ctx, stack, model, supervisor }: CallOptions): Promise<void> {
  const log = createLog(ctx.job.room?.name)
  await ctx.connect()
  const participant = await waitForCaller(ctx)
  if (participant === null) {
    log.warn(`No caller came within ${CALLER_WAIT_MS / 1000} s`)
    return ctx.shutdown('no caller came')
  }
  const caller = callerOf(participant.metadata, ctx.job.metadata)
  const { route, text } = await supervisor.greet(caller)
  log.info(`LangGraph selected route: ${route}`)
  announce(ctx, { [ROUTE_ATTRIBUTE]: route, [MODE_ATTRIBUTE]: stackMode(stack) }, log)
  const trouble = new CallTrouble({ language: caller.language, log })
  const session = createSession({
    transcriber: createTranscriber(stack, caller, log.warn),
    model: new GraphLlm({ supervisor, caller, modelLabel: model.label, trouble }),
    speech: createSpeech(stack, caller, log.warn),
    lowMemory: stack.config.agent.lowMemory,
  })
  trouble.watch(session)
  logTurns(session, log)
  endWithSession(ctx, session, log)
  await session.start({
    agent: new voice.Agent({ instructions: '' }),
    room: ctx.room,
    inputOptions: { participantIdentity: participant.identity, audioEnabled: session.stt !== undefined },
    outputOptions: { audioEnabled: session.tts !== undefined },
    record: false,
  })
  session.say(text)
}

async function waitForCaller(ctx: JobContext): Promise<RemoteParticipant | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(() => resolve(null), CALLER_WAIT_MS)
  try {
    return await Promise.race([ctx.waitForParticipant(), late])
  } finally {
    clearTimeout(timer)
  }
}

/** The page reads these: it labels a demo as one and shows the route. */
function announce(ctx: JobContext, attributes: Record<string, string>, log: Log): void {
  ctx.agent?.setAttributes(attributes).catch((error: Error) => log.warn(`Failed to publish the agent's attributes: ${error.message}`))
}

/** The job ends with its session, and a caller whose agent is gone isn't left alone in a silent room. */
function endWithSession(ctx: JobContext, session: voice.AgentSession, log: Log): void {
  const began = performance.now()
  const roomName = ctx.job.room?.name
  session.once(voice.AgentSessionEventTypes.Close, ({ reason }) => {
    const alone = callers(ctx.room).length === 1
    if (alone) ctx.addShutdownCallback(() => ctx.deleteRoom(roomName))
    log.info(`Call ended after ${Math.round((performance.now() - began) / 1000)} s: ${wordsFor(String(reason))}`)
    ctx.shutdown(String(reason))
  })
}

function wordsFor(reason: string): string {
  const words: Record<string, string> = {
    participant_disconnected: 'the caller hung up',
    job_shutdown: 'the worker stops',
    user_initiated: 'the worker stops',
    error: 'a provider failed',
  }
  return words[reason] ?? reason
}
