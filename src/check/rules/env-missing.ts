import { missingKeys, providerKey } from '../../stack/derive.ts'
import { providers, type ProviderId } from '../../stack/providers.ts'
import { nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { EnvFact, StackFact } from '../facts.ts'
import { placesOf, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

interface Choice {
  provider: ProviderId
  baseUrl?: string
  node: ConfigNode | undefined
}

export const rule: Rule = {
  id: 'env.missing',
  severity: 'error',
  summary: 'a key that voicectl.yaml needs and .env does not have',
  story: `voicectl.yaml names who hears, thinks and speaks; each of them needs its key in .env. With none of the keys set the stack runs in demo mode, on purpose and labelled so. With some set and one missing, \`voicectl up\` refuses to start: a call would be answered by an agent that can't hear or speak.

The LiveKit key and secret are needed always; \`voicectl init\` makes them for a server of one's own, LiveKit Cloud shows them in the project's settings.

A key may also come from the environment of whoever starts voicectl; files don't show that, so say it in a comment that ignores the finding.`,
  *find(facts) {
    for (const stack of facts.all('stack')) {
      const file = stack.site.stack === '' ? '.env' : `${stack.site.stack}/.env`
      const env = facts.all('env').filter(({ at }) => at.file === file)
      if (env.length > 0) yield* missing(stack, env)
    }
  },
}

function* missing({ node }: StackFact, env: readonly EnvFact[]): Generator<Hit> {
  const values = new Map(env.flatMap(({ name, value }) => (value ? [[name, value.value] as const] : [])))
  const place = env[0]?.at
  for (const name of ['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET']) {
    // One half without the other is keys.one-side.
    if (values.get('LIVEKIT_API_KEY') || values.get('LIVEKIT_API_SECRET')) break
    const empty = env.find((one) => one.name === name)
    yield hit(
      name,
      'Without the LiveKit key and secret nothing can connect: `voicectl up` refuses to start.',
      [...(empty ? [empty.at] : []), ...(place ? [place] : [])].slice(0, 1),
    )
  }
  const choices = choicesOf(node)
  const needed = choices.filter(({ provider, baseUrl }) => baseUrl === undefined && providers[provider].keys.length > 0)
  // With no key at all it is the demo, unless a part needs none.
  const isDemo = needed.length === choices.length && !needed.some(({ provider }) => providerKey(values, provider) !== null)
  if (isDemo) return
  for (const { provider, name } of missingKeys(choices, values)) {
    const choice = choices.find((one) => one.provider === provider && one.baseUrl === undefined)
    const set = env.find((one) => providers[provider].keys.includes(one.name))
    const places = uniquePlaces([
      ...(set ? (set.value ? placesOf(set.value) : [set.at]) : []),
      ...(choice?.node ? [choice.node.at] : [node.at]),
    ])
    yield hit(name, `${providers[provider].label} refuses every request without it: \`voicectl up\` does not start.`, places)
  }
}

function hit(name: string, why: string, places: Hit['places']): Hit {
  return {
    message: `${name} is missing in .env`,
    why,
    fix: { text: `Put ${name} into .env, or into the environment of what starts voicectl` },
    places,
  }
}

/** Whom voicectl.yaml chooses, with its defaults. */
function choicesOf(node: ConfigNode): Choice[] {
  const choice = (usual: ProviderId | null, ...path: string[]): Choice[] => {
    const at = nodeAt(node, 'providers', ...path)
    const named = textOf(nodeAt(at, 'provider'))
    const provider = named === undefined && at === undefined ? usual : named
    if (provider === null || provider === undefined || !Object.hasOwn(providers, provider)) return []
    const baseUrl = textOf(nodeAt(at, 'baseUrl'))
    return [{ provider: provider as ProviderId, node: nodeAt(at, 'provider') ?? at, ...(baseUrl === undefined ? {} : { baseUrl }) }]
  }
  return [
    ...choice('deepgram', 'stt'),
    ...choice('groq', 'llm'),
    ...choice(null, 'llm', 'fallback'),
    ...choice('elevenlabs', 'tts', 'en'),
    ...choice(null, 'tts', 'en', 'fallback'),
    ...choice('sarvam', 'tts', 'hi'),
    ...choice(null, 'tts', 'hi', 'fallback'),
  ]
}
