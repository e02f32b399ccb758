import type { EnvFact, Facts, PackageFact } from '../facts.ts'
import { folderOf } from '../folder-view.ts'

/** What the plugin of a provider reads, and what people call it. */
const NAMES = [
  {
    provider: 'elevenlabs',
    reads: 'ELEVEN_API_KEY',
    others: ['ELEVENLABS_API_KEY', 'ELEVENLABS_KEY', 'ELEVEN_LABS_API_KEY', 'XI_API_KEY'],
  },
  { provider: 'deepgram', reads: 'DEEPGRAM_API_KEY', others: ['DEEPGRAM_KEY', 'DG_API_KEY', 'DEEPGRAM_TOKEN'] },
  { provider: 'openai', reads: 'OPENAI_API_KEY', others: ['OPENAI_KEY', 'OPENAI_TOKEN', 'OPEN_AI_API_KEY'] },
  { provider: 'groq', reads: 'GROQ_API_KEY', others: ['GROQ_KEY', 'GROQ_TOKEN'] },
  { provider: 'sarvam', reads: 'SARVAM_API_KEY', others: ['SARVAM_KEY', 'SARVAM_AI_API_KEY'] },
  { provider: 'cartesia', reads: 'CARTESIA_API_KEY', others: ['CARTESIA_KEY'] },
  { provider: 'assemblyai', reads: 'ASSEMBLYAI_API_KEY', others: ['ASSEMBLYAI_KEY', 'ASSEMBLY_AI_API_KEY', 'ASSEMBLY_API_KEY'] },
]

/** The provider of a plugin for LiveKit Agents; undefined for any other package. */
export function providerOf({ name }: PackageFact): string | undefined {
  return /^(?:livekit-plugins-|@livekit\/agents-plugin-)([\w-]+)$/.exec(name)?.[1]
}

/** The variable near a plugin that holds its key under a name which it does not read; null where there is none, or the right one is set too. */
export function aliasFor(facts: Facts, plugin: PackageFact): { provider: string; reads: string; set: EnvFact } | null {
  const names = NAMES.find(({ provider }) => provider === providerOf(plugin))
  if (!names) return null
  const { provider, reads, others } = names
  const env = facts.all('env').filter((one) => one.in !== 'example' && !one.browser)
  const set = env.find((one) => others.includes(one.name) && one.value?.value !== '' && isNear(one, folderOf(plugin.at.file)))
  return set && !env.some(({ name }) => name === reads) ? { provider, reads, set } : null
}

/** A folder's variables concern the packages of it, of those above and of those below. */
function isNear({ at }: EnvFact, folder: string): boolean {
  const own = folderOf(at.file)
  return own === '' || folder === '' || own === folder || own.startsWith(`${folder}/`) || folder.startsWith(`${own}/`)
}
