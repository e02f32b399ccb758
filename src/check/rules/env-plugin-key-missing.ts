import { aliasFor, providerOf } from '../env/provider-keys.ts'
import type { Facts, PackageFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import type { Rule } from '../rule.ts'

/** The variables of which a plugin needs one. */
const PLUGINS: Record<string, readonly string[]> = {
  deepgram: ['DEEPGRAM_API_KEY'],
  elevenlabs: ['ELEVEN_API_KEY'],
  cartesia: ['CARTESIA_API_KEY'],
  sarvam: ['SARVAM_API_KEY'],
  assemblyai: ['ASSEMBLYAI_API_KEY'],
  speechmatics: ['SPEECHMATICS_API_KEY'],
  anthropic: ['ANTHROPIC_API_KEY'],
  groq: ['GROQ_API_KEY'],
  // Also used for other servers that speak its protocol.
  openai: [
    'OPENAI_API_KEY',
    'OPENROUTER_API_KEY',
    'GROQ_API_KEY',
    'OPENAI_BASE_URL',
    'AZURE_OPENAI_API_KEY',
    'CEREBRAS_API_KEY',
    'TOGETHER_API_KEY',
  ],
  google: ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_APPLICATION_CREDENTIALS', 'GOOGLE_APPLICATION_CREDENTIALS_JSON'],
}

export const rule: Rule = {
  id: 'env.plugin-key-missing',
  severity: 'warning',
  summary: "an agent's plugin whose key no file sets",
  story: `The plugins of LiveKit Agents read their provider's key from the environment, under a name of their own: \`DEEPGRAM_API_KEY\`, \`ELEVEN_API_KEY\` (not ELEVENLABS_API_KEY), \`OPENAI_API_KEY\`. Without it the plugin raises when the session is made, which is when somebody calls: the worker is registered and healthy, takes the call, and its job ends with \`API key is required\`. The caller hears ringing, or silence.

voicectl looks at the packages that a project depends on and at every file of its stack that sets variables. It speaks only where other keys lie in such a file with their values: a repository without a .env, or with an example alone, has its keys elsewhere, and so has one whose service reads an env file that is not there. Where the key comes from somewhere else, such as the settings of a hosting platform, or is given to the plugin in code, ignore this with that reason.`,
  *find(facts, { sources }) {
    const there = new Set(sources.map(({ path }) => path))
    for (const plugin of facts.all('package')) {
      const provider = providerOf(plugin)
      const names = provider === undefined ? undefined : PLUGINS[provider]
      if (!names || !isSetUp(facts, plugin) || readsUnseenFile(facts, plugin, there) || names.some((name) => isSet(facts, plugin, name)))
        continue
      // Under another name: env.alias tells of it.
      if (facts.all('stack').length === 0 && aliasFor(facts, plugin)) continue
      yield {
        message: `${plugin.name} needs ${names[0]}, which no file here sets`,
        why: 'The worker takes a call and its job ends at once: the caller hears ringing, or silence.',
        fix: { text: `Set ${names[0]} beside the agent's LIVEKIT_API_KEY` },
        places: [plugin.at],
      }
    }
  },
}

/** True where files hold the values of the project's keys, and don't only name them. */
function isSetUp(facts: Facts, plugin: PackageFact): boolean {
  const keys = facts
    .all('env')
    .filter(({ in: where, site, value }) => where !== 'example' && value !== null && value.value !== '' && sameStack(site, siteOf(plugin)))
  return keys.some(({ name }) => name === 'LIVEKIT_API_SECRET') && keys.some(({ name, secret }) => secret && !name.startsWith('LIVEKIT_'))
}

/** True where a service takes variables from a file that is not in sight, such as one that git ignores. */
function readsUnseenFile(facts: Facts, plugin: PackageFact, there: ReadonlySet<string>): boolean {
  return facts.all('service').some(({ site, envFiles }) => sameStack(site, siteOf(plugin)) && envFiles.some((path) => !there.has(path)))
}

function isSet(facts: Facts, plugin: PackageFact, name: string): boolean {
  return facts.all('env').some((env) => env.name === name && env.in !== 'example' && sameStack(env.site, siteOf(plugin)))
}

function siteOf({ at }: PackageFact): Parameters<typeof sameStack>[0] {
  return { service: null, network: 'unknown', stack: at.file.includes('/') ? at.file.slice(0, at.file.lastIndexOf('/')) : '' }
}
