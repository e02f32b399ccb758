import { voice } from '@livekit/agents'
import type { Log } from './log.ts'

/** Logs one line for each answer with where its time went. What was said is not logged. */
export function logTurns(session: voice.AgentSession, log: Log): void {
  let turn = 0
  session.on(voice.AgentSessionEventTypes.ConversationItemAdded, ({ item }) => {
    if (item.type !== 'message') return
    if (item.role === 'user') turn++
    const { e2eLatency, llmNodeTtft, ttsNodeTtfb } = item.metrics
    // The greeting has no model behind it.
    if (item.role !== 'assistant' || llmNodeTtft === undefined) return
    const parts = [part('model', llmNodeTtft), part('speech', ttsNodeTtfb)].filter((text) => text !== null)
    const total = e2eLatency === undefined ? '' : ` in ${e2eLatency.toFixed(2)} s`
    log.info(`Turn ${turn}: answered${total}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}${item.interrupted ? ', interrupted' : ''}`)
  })
}

function part(name: string, seconds: number | undefined): string | null {
  return seconds === undefined || seconds < 0 ? null : `${name} ${seconds.toFixed(2)} s`
}
