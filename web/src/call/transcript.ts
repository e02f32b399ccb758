export interface TranscriptEntry {
  id: string
  side: 'caller' | 'agent'
  text: string
  /** False while the caller is still being understood. */
  isFinal: boolean
}

/** A transcription as it came over lk.transcription. */
export interface Transcription {
  text: string
  participantInfo: { identity: string }
  streamInfo: { id: string; attributes?: Record<string, string> | undefined }
}

/** A written message, ours or theirs, over lk.chat. */
interface Message {
  id?: string | undefined
  timestamp: number
  message: string
  from?: { identity: string } | undefined
}

export interface Heard {
  transcriptions: Transcription[]
  messages: Message[]
  callerIdentity: string
}

/**
 * Both sides of a call in the order in which each entry first appeared here: the clocks of the two ends may differ.
 * `seen` keeps that order between calls and is added to.
 */
export function mergeTranscript({ transcriptions, messages, callerIdentity }: Heard, seen: Map<string, number>): TranscriptEntry[] {
  const sideOf = (identity: string | undefined) => (identity === callerIdentity ? 'caller' : 'agent')
  const spoken = transcriptions.map(({ text, participantInfo, streamInfo }): TranscriptEntry => {
    const side = sideOf(participantInfo.identity)
    const { attributes = {} } = streamInfo
    return { id: segmentOf({ streamInfo }), side, text, isFinal: side === 'agent' || attributes['lk.transcription_final'] === 'true' }
  })
  const written = messages.map(({ id, timestamp, message, from }): TranscriptEntry => {
    return { id: id ?? `message-${timestamp}`, side: sideOf(from?.identity), text: message, isFinal: true }
  })
  const entries = [...spoken, ...written].filter(({ text }) => text.trim() !== '')
  for (const { id } of entries) if (!seen.has(id)) seen.set(id, seen.size)
  return entries.toSorted((a, b) => (seen.get(a.id) ?? 0) - (seen.get(b.id) ?? 0))
}

/** Every guess at the caller's words is a stream of its own; the segment is what stays the same. */
export function segmentOf({ streamInfo }: Pick<Transcription, 'streamInfo'>): string {
  return streamInfo.attributes?.['lk.segment_id'] ?? streamInfo.id
}
