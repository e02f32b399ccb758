import { chosenProviders } from '../stack/derive.ts'
import { providers, type Provider, type ProviderId } from '../stack/providers.ts'
import type { StackConfig } from '../stack/schema.ts'
import { referencesIn } from '../stack/sip/references.ts'

/** .env.example: every name the stack may use, what it is for and where to get it. The names it needs come first. */
export function envExample(config: StackConfig): string {
  const choices = chosenProviders(config)
  const needed = new Set(choices.filter(({ baseUrl }) => baseUrl === undefined).map(({ provider }) => provider))
  const keyed = (Object.keys(providers) as ProviderId[]).filter((id) => providers[id].keys.length > 0)
  const required = keyed.filter((id) => needed.has(id)).map((id) => providerBlock(providers[id], 'required'))
  const optional = keyed.filter((id) => !needed.has(id)).map((id) => providerBlock(providers[id], 'optional'))
  return [
    livekitBlock(config),
    ...phoneBlock(config),
    `# Keys of the providers that voicectl.yaml names. With none of them set the stack runs in demo mode.`,
    ...required,
    `# Keys that are used once voicectl.yaml, or a caller's choice of voice, names their provider.`,
    ...optional,
  ]
    .join('\n\n')
    .concat('\n')
}

function livekitBlock({ target }: StackConfig): string {
  const where =
    target === 'cloud'
      ? "from the project's settings on https://cloud.livekit.io"
      : '`voicectl init` makes them; the secret has at least 32 characters'
  return `# LiveKit's key and secret (required): ${where}.\nLIVEKIT_API_KEY=\nLIVEKIT_API_SECRET=`
}

/** The secrets that the sip block refers to. */
function phoneBlock({ sip }: StackConfig): string[] {
  const names = [...new Set(referencesIn(JSON.stringify(sip ?? {})))]
  if (names.length === 0) return []
  return [
    `# Secrets of phone calls, as the sip block of voicectl.yaml names them (required for \`voicectl sip apply\`).\n${names.map((name) => `${name}=`).join('\n')}`,
  ]
}

function providerBlock({ label, keys, keyPage, ...uses }: Provider, need: 'required' | 'optional'): string {
  const jobs = [uses.stt ? 'speech to text' : null, uses.llm ? 'model' : null, uses.tts ? 'text to speech' : null].filter(Boolean)
  const [name, ...others] = keys
  const also = others.length > 0 ? ` Also read: ${others.join(', ')}.` : ''
  return `# ${label} (${need}): ${jobs.join(', ')}. ${keyPage}${also}\n${need === 'required' ? '' : '# '}${name}=`
}
