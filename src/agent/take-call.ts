import { voice, type JobContext } from '@livekit/agents'
import type { RemoteParticipant } from '@livekit/rtc-node'
import { callerOf } from '../core/caller.ts'
import { MODE_ATTRIBUTE, ROUTE_ATTRIBUTE } from '../core/probe-job.ts'
import type { ChatModel } from '../graph/chat-model.ts'
import type { Supervisor } from '../graph/supervisor.ts'
import { toolsFor } from '../graph/tools/offer.ts'
import { stackMode } from '../stack/derive.ts'
import type { Stack } from '../stack/load.ts'
import { CallTrouble } from './call-trouble.ts'
import { GraphLlm } from './graph-llm.ts'
import { callers } from './hang-up.ts'
import { createLog, type Log } from './log.ts'
import { answered } from './phone/answered.ts'
import { describePhone } from './phone/describe-phone.ts'
import { listenForKeys } from './phone/listen-for-keys.ts'
import { PhoneLine } from './phone/phone-line.ts'
import { phoneWordsIn } from './phone/phone-words.ts'
import { createSpeech } from './providers/speech.ts'
import { createTranscriber } from './providers/transcriber.ts'
import { createSession } from './session.ts'
import { phoneTools } from './tools/phone-tools.ts'
import { logTurns } from './turn-log.ts'

/** How long a dispatched agent waits in a room for somebody to talk with. */
const CALLER_WAIT_MS = 60_000

export interface CallOptions {
  ctx: JobContext
  stack: Stack
  model: ChatModel
  supervisor: Supervisor
}

/** Takes one call: joins the room, learns who calls, routes, greets once the caller hears it, and talks until somebody hangs up. */
export async function takeCall({ ctx, stack, model, supervisor }: CallOptions): Promise<void> {
  const log = createLog(ctx.job.room?.name)
  await ctx.connect()
  const participant = await waitForCaller(ctx)
  if (participant === null) {
    log.warn(ctx.room.isConnected ? `No caller came within ${CALLER_WAIT_MS / 1000} s` : 'The room was closed before a caller came')
    return ctx.shutdown('no caller came')
  }
  const { metadata, attributes } = participant
  const caller = callerOf({ participantMetadata: metadata, attributes, jobMetadata: ctx.job.metadata })
  const { route, text } = await supervisor.greet(caller)
  log.info(`LangGraph selected route: ${route}`)
  if (caller.phone) log.info(describePhone(caller.phone))
  announce(ctx, { [ROUTE_ATTRIBUTE]: route, [MODE_ATTRIBUTE]: stackMode(stack) }, log)
  const trouble = new CallTrouble({ language: caller.language, log })
  const line = new PhoneLine({ ctx, stack, participant })
  const tools = toolsFor(caller, [...line.targets.keys()])
  const session = createSession({
    transcriber: createTranscriber(stack, caller, log.warn),
    model: new GraphLlm({ supervisor, caller, modelLabel: model.label, trouble, tools }),
    speech: createSpeech(stack, caller, log.warn),
    lowMemory: stack.config.agent.lowMemory,
  })
  trouble.watch(session)
  logTurns(session, log)
  endWithSession(ctx, session, { line, log })
  await session.start({
    agent: new voice.Agent({ instructions: '', tools: phoneTools(tools, { line, words: phoneWordsIn(caller.language), log }) }),
    room: ctx.room,
    inputOptions: { participantIdentity: participant.identity, audioEnabled: session.stt !== undefined },
    outputOptions: { audioEnabled: session.tts !== undefined },
    record: false,
  })
  listenForKeys(ctx.room, session, { caller, identity: participant.identity, log })
  // livekit-sip answers an inbound call only once there is a track to hear, which is there from here on.
  if (await answered(ctx.room, participant)) session.say(text)
  else log.info('The call was over before it was answered')
}

async function waitForCaller(ctx: JobContext): Promise<RemoteParticipant | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(() => resolve(null), CALLER_WAIT_MS)
  try {
    return await Promise.race([ctx.waitForParticipant(), late])
  } catch (error) {
    if (ctx.room.isConnected) throw error
    return null
  } finally {
    clearTimeout(timer)
  }
}

/** The page reads these: it labels a demo as one and shows the route. */
function announce(ctx: JobContext, attributes: Record<string, string>, log: Log): void {
  ctx.agent?.setAttributes(attributes).catch((error: Error) => log.warn(`Failed to publish the agent's attributes: ${error.message}`))
}

/** The job ends with its session, and a caller whose agent is gone isn't left alone in a silent room. */
function endWithSession(ctx: JobContext, session: voice.AgentSession, { line, log }: { line: PhoneLine; log: Log }): void {
  const began = performance.now()
  const roomName = ctx.job.room?.name
  session.once(voice.AgentSessionEventTypes.Close, ({ reason }) => {
    const alone = callers(ctx.room).length === 1
    if (alone) ctx.addShutdownCallback(() => ctx.deleteRoom(roomName))
    else if (line.end === 'hung-up') ctx.addShutdownCallback(() => line.cut())
    // Left to itself the SDK holds the process for a minute where nobody has heard it yet: it waits for somebody to subscribe to its sound.
    for (const track of ctx.room.localParticipant?.trackPublications.values() ?? []) track.resolveFirstSubscription()
    log.info(`Call ended after ${Math.round((performance.now() - began) / 1000)} s: ${wordsFor(line.end ?? String(reason))}`)
    ctx.shutdown(String(reason))
  })
}

function wordsFor(reason: string): string {
  const words: Record<string, string> = {
    participant_disconnected: 'the caller hung up',
    job_shutdown: 'the worker stops',
    user_initiated: 'the worker stops',
    error: 'a provider failed',
    transferred: 'the caller was transferred',
    'hung-up': 'the agent hung up',
  }
  return words[reason] ?? reason
}
