// The agent file of the bare worker: what a reader of agents-js' own documents would write, nothing more.
import { defineAgent, inference, voice, type JobContext } from '@livekit/agents'
import * as deepgram from '@livekit/agents-plugin-deepgram'
import * as elevenlabs from '@livekit/agents-plugin-elevenlabs'
import * as openai from '@livekit/agents-plugin-openai'
import { readSettings } from './settings.ts'

// The SDK asks for it.
// oxlint-disable-next-line import/no-default-export
export default defineAgent({
  entry: async (ctx: JobContext) => {
    const settings = readSettings()
    await ctx.connect()
    const caller = await ctx.waitForParticipant()
    const { language } = JSON.parse(caller.metadata || '{}') as { language?: string }
    const session = new voice.AgentSession({
      stt: new deepgram.STT({ apiKey: 'stub', baseUrl: settings.deepgram, model: 'nova-3', language: language ?? 'en' }),
      llm: new openai.LLM({ apiKey: 'stub', baseURL: settings.openai, model: 'gpt-4.1-mini' }),
      tts: new elevenlabs.TTS({ apiKey: 'stub', baseURL: settings.elevenlabs, voiceId: 'voice', encoding: 'pcm_22050' }),
      vad: new inference.VAD({ model: 'silero' }),
      turnHandling: {
        turnDetection: settings.turnDetection === 'vad' ? 'vad' : new inference.TurnDetector({ version: 'v1-mini' }),
        interruption: { mode: 'vad' },
        preemptiveGeneration: { enabled: true },
      },
    })
    session.on(voice.AgentSessionEventTypes.Close, () => ctx.shutdown())
    await session.start({ agent: new voice.Agent({ instructions: 'You answer callers.' }), room: ctx.room })
  },
})
