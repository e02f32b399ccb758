import { isStandIn } from '../env/names.ts'
import type { EnvFact } from '../facts.ts'
import type { Hit, Rule } from '../rule.ts'

const HOLDS_JSON = /(?:_JSON|^GOOGLE_CREDENTIALS|^SERVICE_ACCOUNT)$/
const IS_PATH = 'GOOGLE_APPLICATION_CREDENTIALS'

export const rule: Rule = {
  id: 'env.json-invalid',
  severity: 'error',
  summary: 'a variable whose name promises JSON and whose value is none',
  story: `GOOGLE_APPLICATION_CREDENTIALS_JSON and its like hold a whole JSON document. In a .env file it must be on one line, in single quotes: in double quotes it ends at its own first quote, and without quotes at the first \`#\`. The line breaks of a private key stay \`\\n\` inside of the JSON.

GOOGLE_APPLICATION_CREDENTIALS, without _JSON, is the path of a file: with the document in it Google's libraries say that there is no such file.

To be sure: put the value into a file of its own and run \`jq . file\`; it prints the JSON, or says where it breaks off.`,
  *find(facts) {
    for (const env of facts.all('env')) {
      const text = env.value?.value.trim() ?? ''
      if (env.in === 'example' || !env.value || text === '' || isStandIn(text.slice(0, 60))) continue
      if (HOLDS_JSON.test(env.name) && !isJson(text)) yield notJson(env, text)
      else if (env.name === IS_PATH && text.startsWith('{'))
        yield hit(
          env,
          `${IS_PATH} holds the credentials themselves, and it names a file`,
          'Write the path of the file, or use a setting that takes JSON',
        )
    }
  },
}

function notJson(env: EnvFact, text: string): Hit {
  if (/^[\w./~-]+\.json$/.test(text))
    return hit(env, `${env.name} holds a path instead of JSON`, 'Put the content of the file there, on one line and in single quotes')
  return hit(env, `${env.name} holds no valid JSON`, 'Write it on one line and in single quotes')
}

function hit({ value, at }: EnvFact, message: string, fix: string): Hit {
  return {
    message,
    why: 'The provider that needs it refuses to start, and the agent with it.',
    fix: { text: fix },
    places: [value?.at ?? at],
  }
}

/** Also in base64, as some programs want it. */
function isJson(text: string): boolean {
  return parses(text) || (/^[A-Za-z0-9+/=_-]{16,}$/.test(text) && parses(Buffer.from(text, 'base64').toString('utf8')))
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
