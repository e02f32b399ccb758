import { useChat, useLocalParticipant } from '@livekit/components-react'
import { useMemo, useState } from 'react'
import { mergeTranscript, type TranscriptEntry } from './transcript.ts'
import { useTranscriptions } from './use-transcriptions.ts'

/** Both sides of the call of the room around, and how to write to the agent. */
export function useTranscript(): { entries: TranscriptEntry[]; send: (text: string) => Promise<unknown> } {
  const transcriptions = useTranscriptions()
  const { chatMessages, send } = useChat()
  const { localParticipant } = useLocalParticipant()
  const [seen] = useState(() => new Map<string, number>())
  const callerIdentity = localParticipant.identity
  const entries = useMemo(
    () => mergeTranscript({ transcriptions, messages: chatMessages, callerIdentity }, seen),
    [transcriptions, chatMessages, callerIdentity, seen],
  )
  return { entries, send }
}
