import { isSecretForm, withoutBrowserPrefix } from '../env/names.ts'
import type { EnvFact } from '../facts.ts'
import type { Rule } from '../rule.ts'

const PROVIDERS =
  /^(?:DEEPGRAM|OPENAI|GROQ|SARVAM|ELEVEN|ELEVENLABS|ELEVEN_LABS|ANTHROPIC|OPENROUTER|ASSEMBLYAI|CARTESIA|SPEECHIFY|GEMINI|AZURE_OPENAI|TWILIO|SIGNALWIRE|TELNYX|NYLAS)_(?:API_)?(?:KEY|TOKEN|AUTH_TOKEN|PASSWORD)$/
const SECRET =
  /(?:^|_)(?:SECRET|PASSWORD|PASSWD|PRIVATE_KEY|SERVICE_ROLE(?:_KEY)?|SERVICE_KEY|AUTH_TOKEN|CREDENTIALS(?:_JSON)?)$|^LIVEKIT_KEYS$|API_SECRET/

export const rule: Rule = {
  id: 'web.public-secret',
  severity: 'error',
  summary: 'a secret under a name that builds put into pages',
  story: `Next.js, Vite and Create React App write the values of NEXT_PUBLIC_*, VITE_* and REACT_APP_* into the JavaScript that every visitor loads. One click in the browser's tools shows them.

With the LiveKit secret a visitor makes tokens for any room; with a provider's key he uses the provider at your expense. The LiveKit API key alone opens nothing, but no page needs it: tokens are made on the server.

Drop the prefix and read the value in server code: a route handler, the token endpoint. Then make a new one, as the old one has been handed out.`,
  *find(facts) {
    const seen = new Set<string>()
    for (const env of facts.all('env')) {
      const place = `${env.at.file}:${env.at.line}`
      if (!env.browser || env.value?.value === '' || seen.has(place)) continue
      seen.add(place)
      const bare = withoutBrowserPrefix(env.name)
      const isKey = /^(?:LIVEKIT|LK)_API_KEY$/.test(bare)
      if (!isKey && !isSecret(env, bare)) continue
      yield {
        severity: isKey ? 'warning' : 'error',
        message: `${env.name} goes into the page that every visitor loads`,
        why: isKey
          ? 'Half of what makes tokens is handed out, and no page needs it.'
          : 'Anybody can take it from there and use it in your name.',
        fix: { text: `Call it ${bare} and read it in server code only${isKey ? '' : '; then make a new one'}` },
        places: [env.at],
      }
    }
  },
}

function isSecret({ value }: EnvFact, bare: string): boolean {
  if (SECRET.test(bare) || PROVIDERS.test(bare)) return true
  const text = value?.value ?? ''
  return /^sk[-_]|^gsk_/.test(text) ? isSecretForm(text) : isServiceRole(text)
}

/** Supabase's keys are tokens that say what they are for. */
function isServiceRole(token: string): boolean {
  const payload = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+$/.exec(token)?.[1]
  return payload !== undefined && /"role"\s*:\s*"service_role"/.test(Buffer.from(payload, 'base64url').toString('utf8'))
}
