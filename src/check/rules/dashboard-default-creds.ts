import { isPrivate } from '../dashboards.ts'
import type { EnvFact } from '../facts.ts'
import type { Rule } from '../rule.ts'

const PASSWORD = /^(?:(?:LIVEKIT_)?(?:DASHBOARD|ADMIN|BASIC_AUTH|CONSOLE|UI)_)+PASS(?:WORD)?$/
const SIGNS = /^(?:(?:APP|DASHBOARD|FLASK|DJANGO)_)?(?:SECRET_KEY|SESSION_SECRET)$|^NEXTAUTH_SECRET$|^COOKIE_SECRET$/
const KNOWN = /^(?:admin|password|passw0rd|secret|changeme|change-?me|livekit|root|test|demo|guest|1234\d*|letmein|default)\d*$/i
const SAYS_SO = /change|replace|your|example|default|placeholder|insecure|^dev[-_]|<|>/i

export const rule: Rule = {
  id: 'dashboard.default-creds',
  severity: 'error',
  summary: "a dashboard with the password of its guide, or with everybody's secret key",
  story: `A LiveKit dashboard works with the server's own key: who gets in sees all rooms, joins them unseen, starts recordings and calls out. The password is the only thing between, and \`admin\` is the first one that anybody tries.

APP_SECRET_KEY signs the sessions. With the value of the sample file one writes oneself a session that is logged in, with no password at all.

\`\${ADMIN_PASSWORD:-admin}\` is such a password too, wherever .env does not set another one. Set both: \`openssl rand -hex 32\`. And bind the port to 127.0.0.1, behind a VPN or an SSH tunnel.`,
  *find(facts) {
    const seen = new Set<string>()
    for (const env of facts.all('env')) {
      if (env.user !== 'dashboard' || !env.value || env.in === 'example') continue
      const what = problemOf(env)
      const at = env.value.through?.[0] ?? env.value.at
      const place = `${at.file}:${at.line}:${at.column}`
      if (what === null || seen.has(place)) continue
      seen.add(place)
      yield {
        severity: isPrivate(facts, env) ? 'warning' : 'error',
        message: `${env.name} of the dashboard ${what}`,
        why: 'Whoever gets in listens to every call, records, and calls out, with the key of the server.',
        fix: { text: `Set ${env.name} to a value of its own`, command: 'openssl rand -hex 32' },
        places: [at, ...(env.value.through?.length ? [env.value.at] : [])],
      }
    }
  },
}

function problemOf({ name, value }: EnvFact): string | null {
  const text = value?.value ?? ''
  if (PASSWORD.test(name)) {
    if (text === '') return 'is empty'
    return KNOWN.test(text) || SAYS_SO.test(text) ? 'is one that everybody tries' : null
  }
  if (!SIGNS.test(name) || text === '') return null
  return KNOWN.test(text) || SAYS_SO.test(text) ? 'is the one of the sample file' : null
}
