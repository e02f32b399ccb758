import { aliasFor } from '../env/provider-keys.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'env.alias',
  severity: 'warning',
  summary: "a provider's key under a name that its LiveKit plugin does not read",
  story: `LiveKit's plugin for ElevenLabs reads \`ELEVEN_API_KEY\`, in Python and in JavaScript; ElevenLabs' own documents call the same key \`ELEVENLABS_API_KEY\`. With the latter alone the agent ends with \`ElevenLabs API key is required\`, or joins and says nothing, as the key is asked for with the first sentence.

It is right all the same where the agent's code hands the key to the plugin itself. Then ignore this with a comment and that reason.

voicectl's own agent takes either name.`,
  *find(facts) {
    if (facts.all('stack').length > 0) return
    const told = new Set<string>()
    for (const plugin of facts.all('package')) {
      const alias = aliasFor(facts, plugin)
      if (!alias || told.has(alias.provider)) continue
      const { provider, reads, set } = alias
      told.add(provider)
      yield {
        message: `The key is called ${set.name}, and the ${provider} plugin reads ${reads}`,
        why: 'The agent finds no key: it ends at its start, or with the first sentence that it should speak.',
        fix: { text: `Call it ${reads}, or set both` },
        places: [set.at, plugin.at],
      }
    }
  },
}
