import { isPlaceholder } from '../keys/placeholder.ts'
import type { Facts, Stated, TrunkFact } from '../facts.ts'
import type { Rule } from '../rule.ts'
import { referencesOf, referredTo } from '../sip/references.ts'
import { filled, isDeclared, isExample, labelFirst } from '../sip/subject.ts'

const COMMON =
  /^(?:pass(?:word|wd|w0rd)?|p@ss(?:word|w0rd)|secret|admin|administrator|root|user|username|livekit|twilio|telnyx|plivo|signalwire|sip|sipuser|trunk|test|guest|qwerty|letmein|welcome|abc|hello|agent|voice)[\d!@#._-]{0,6}$/i

export const rule: Rule = {
  id: 'trunk.weak-password',
  severity: 'warning',
  summary: 'an inbound trunk with a password that scanners guess',
  story: `Everybody who reaches the SIP port can try passwords, as fast as the line allows; programs that do so all day have lists with the usual ones, and take the user name as the first guess. livekit-sip does not slow them down. Who guesses it calls in at your cost.

Take at least twelve random letters and digits, and set the same at the carrier (Twilio wants a digit and both cases, too). Better still, allow the carrier's addresses besides.

\`openssl rand -base64 18\` gives one.

To be sure: the carrier's next call is answered.`,
  *find(facts) {
    for (const trunk of facts.all('trunk')) {
      const given = passwordOf(trunk, facts)
      const name = filled(trunk.field('auth_username'))
      if (!given || name === undefined || isExample(trunk.at.file) || isPlaceholder(given.value)) continue
      const { value: password, at } = given
      if (/\$\{|\{\{|^\$/.test(password)) continue
      const what =
        password.toLowerCase() === name.toLowerCase()
          ? 'is its user name'
          : COMMON.test(password)
            ? 'is one that everybody tries first'
            : null
      const isShort = password.length < 10 && trunk.direction === 'inbound'
      if (what === null && !isShort) continue
      yield {
        message: `${labelFirst(trunk)} has a password that ${what ?? 'is shorter than ten characters'}`,
        why:
          trunk.direction === 'inbound'
            ? 'SIP ports are tried with lists of passwords all day: who guesses it calls in at your cost.'
            : 'Who guesses it calls out over your carrier at your cost.',
        fix: { text: 'Take at least twelve random letters and digits, the same at the carrier', command: 'openssl rand -base64 18' },
        places: [at],
      }
    }
  },
}

/** The password with its place; of voicectl.yaml the one in .env that it refers to. */
function passwordOf(trunk: TrunkFact, facts: Facts): Stated | null {
  const node = trunk.field('auth_password')
  const written = filled(node)
  if (!node || written === undefined) return null
  const [reference] = isDeclared(trunk) ? referencesOf(node) : []
  return reference ? (referredTo(facts, reference)?.value ?? null) : { value: written, at: node.at }
}
