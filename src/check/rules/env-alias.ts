import type { EnvFact } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import type { Rule } from '../rule.ts'

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

export const rule: Rule = {
  id: 'env.alias',
  severity: 'warning',
  summary: "a provider's key under a name that its LiveKit plugin does not read",
  story: `LiveKit's plugin for ElevenLabs reads \`ELEVEN_API_KEY\`, in Python and in JavaScript; ElevenLabs' own documents call the same key \`ELEVENLABS_API_KEY\`. With the latter alone the agent ends with \`ElevenLabs API key is required\`, or joins and says nothing, as the key is asked for with the first sentence.

It is right all the same where the agent's code hands the key to the plugin itself. Then ignore this with a comment and that reason.

voicectl's own agent takes either name.`,
  *find(facts) {
    if (facts.all('stack').length > 0) return
    const env = facts.all('env').filter((one) => one.in !== 'example' && !one.browser)
    const named = new Set(env.map(({ name }) => name))
    for (const { provider, reads, others } of NAMES) {
      if (named.has(reads)) continue
      const plugin = facts
        .all('package')
        .find(({ name }) => name === `livekit-plugins-${provider}` || name === `@livekit/agents-plugin-${provider}`)
      const set = plugin && env.find((one) => others.includes(one.name) && one.value?.value !== '' && isNear(one, folderOf(plugin.at.file)))
      if (!plugin || !set) continue
      yield {
        message: `The key is called ${set.name}, and the ${provider} plugin reads ${reads}`,
        why: 'The agent finds no key: it ends at its start, or with the first sentence that it should speak.',
        fix: { text: `Call it ${reads}, or set both` },
        places: [set.at, plugin.at],
      }
    }
  },
}

/** A folder's variables concern the packages of it, of those above and of those below. */
function isNear({ at }: EnvFact, folder: string): boolean {
  const own = folderOf(at.file)
  return own === '' || folder === '' || own === folder || own.startsWith(`${folder}/`) || folder.startsWith(`${own}/`)
}
