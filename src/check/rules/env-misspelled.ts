import { isSlip } from '../../core/slip.ts'
import { providerKeyNames } from '../../stack/providers.ts'
import { reworded } from '../edits.ts'
import type { EnvFact, Facts } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import { isSameSite } from '../net/services.ts'
import type { Rule } from '../rule.ts'

const words = (text: string) => text.trim().split(/\s+/)
const KNOWN = [
  ...words(`
    LIVEKIT_URL LIVEKIT_API_KEY LIVEKIT_API_SECRET LIVEKIT_AGENT_NAME LIVEKIT_KEYS LIVEKIT_CONFIG LIVEKIT_WS_URL NEXT_PUBLIC_LIVEKIT_URL
    VITE_LIVEKIT_URL SIP_CONFIG_FILE SIP_CONFIG_BODY EGRESS_CONFIG_FILE EGRESS_CONFIG_BODY INGRESS_CONFIG_FILE INGRESS_CONFIG_BODY REDIS_URL
    ASSEMBLYAI_API_KEY CARTESIA_API_KEY ANTHROPIC_API_KEY SPEECHMATICS_API_KEY GOOGLE_APPLICATION_CREDENTIALS SUPABASE_URL SUPABASE_SERVICE_KEY
    SUPABASE_ANON_KEY VITE_SUPABASE_URL VITE_SUPABASE_ANON_KEY NEXT_PUBLIC_SUPABASE_URL NEXT_PUBLIC_SUPABASE_ANON_KEY`),
  ...providerKeyNames,
]
/** Right as they are: what LiveKit's token service for Matrix, Nuxt and Redis clients read. */
const OTHERS = words('LIVEKIT_KEY LIVEKIT_SECRET NUXT_PUBLIC_LIVEKIT_URL REDIS_URI')

export const rule: Rule = {
  id: 'env.misspelled',
  severity: 'warning',
  summary: 'a variable whose name differs by one letter from one that programs read',
  story: `A variable that nobody reads is not refused by anything: the program finds the right name empty and says that the key is missing, or takes a default, such as \`ws://localhost:7880\` for LIVEKIT_URL.

Here the name is one letter away from one that LiveKit's programs, a provider's library or the .env.example beside it have, and that one is not set in the same place.

Where the name is meant, say so: \`# voicectl-ignore env.misspelled: <who reads it>\`.`,
  *find(facts, { sources }) {
    const all = facts.all('env').filter((env) => env.in !== 'example')
    for (const env of all) {
      if (env.name.length < 8 || KNOWN.includes(env.name) || (OTHERS.includes(env.name) && env.user !== 'livekit')) continue
      const examples = exampleNames(facts, env)
      const meant = examples.includes(env.name) ? undefined : [...KNOWN, ...examples].find((name) => isSlip(name, env.name))
      if (meant === undefined || all.some((other) => other.name === meant && isBeside(other, env))) continue
      yield {
        message: `${env.name} is one letter away from ${meant}, which is not set here`,
        why: 'Nothing reads a variable of this name, and what reads the other one does not find it.',
        fix: { text: `Write ${meant}` },
        places: [env.at],
        edits: reworded(sources, env.at, [env.name, meant]),
      }
    }
  },
}

function isBeside(other: EnvFact, env: EnvFact): boolean {
  return other.at.file === env.at.file && isSameSite(other.site, env.site)
}

function exampleNames(facts: Facts, { at }: EnvFact): string[] {
  const examples = facts.all('env').filter((env) => env.in === 'example' && folderOf(env.at.file) === folderOf(at.file))
  return examples.map(({ name }) => name)
}
