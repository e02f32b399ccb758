/** What a file's name says of where it counts: `.env.production`, `compose.dev.yaml`, `livekit.prod.yaml`; null where it says nothing. */
export function stageOf(file: string): 'development' | 'production' | null {
  const words = file.toLowerCase().split(/[./_-]/)
  if (words.some((word) => ['prod', 'production', 'live', 'staging', 'stage'].includes(word))) return 'production'
  return words.some((word) => ['dev', 'development', 'local', 'test', 'testing', 'ci', 'e2e'].includes(word)) ? 'development' : null
}
