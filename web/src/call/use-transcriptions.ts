import { useRoomContext } from '@livekit/components-react'
import type { TextStreamReader } from 'livekit-client'
import { useEffect, useMemo, useState } from 'react'
import { segmentOf, type Transcription } from './transcript.ts'

const TOPIC = 'lk.transcription'

/**
 * What is being said in the room around, segment by segment, each with its newest words.
 * The components' own hook lets an error escape to the window whenever a call ends in mid-sentence.
 */
export function useTranscriptions(): Transcription[] {
  const room = useRoomContext()
  const [segments, setSegments] = useState<ReadonlyMap<string, Transcription>>(new Map())

  useEffect(() => {
    const read = async (reader: TextStreamReader, participantInfo: { identity: string }) => {
      const streamInfo = reader.info
      let text = ''
      try {
        for await (const chunk of reader) {
          text += chunk
          const transcription = { text, participantInfo, streamInfo }
          setSegments((current) => new Map(current).set(segmentOf(transcription), transcription))
        }
      } catch {
        // The call ended in mid-sentence; what was said so far stays.
      }
    }
    room.registerTextStreamHandler(TOPIC, (reader, participantInfo) => void read(reader, participantInfo))
    return () => room.unregisterTextStreamHandler(TOPIC)
  }, [room])

  return useMemo(() => [...segments.values()], [segments])
}
