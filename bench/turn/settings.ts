/** What the workers that run beside ours are told, as JSON in BENCH_SETTINGS. */
export interface BenchSettings {
  livekit: { url: string; apiKey: string; apiSecret: string }
  agentName: string
  healthPort: number
  /** Base URLs of the stubs, in the form that each plugin wants. */
  deepgram: string
  openai: string
  elevenlabs: string
  /** `vad`: a turn ends by silence alone. `detector`: the bundled turn detector decides. */
  turnDetection: 'vad' | 'detector'
}

export function readSettings(): BenchSettings {
  return JSON.parse(process.env['BENCH_SETTINGS'] ?? '{}') as BenchSettings
}
