import type { EnvFact } from '../facts.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'env.duplicate',
  severity: 'warning',
  summary: 'a name that an env file sets twice, to different values',
  story: `Of two lines with one name the last counts, in dotenv, in compose and in Node alike. Who changes the first sees no effect, and searches elsewhere: a new key that "doesn't work", a URL that stays the old one.

It comes from copying the example below what was there, or from \`echo NAME=value >> .env\`.

Keep one line. To be sure: \`grep -c '^NAME=' .env\` says 1.`,
  *find(facts) {
    const first = new Map<string, EnvFact>()
    const seen = new Set<string>()
    for (const env of facts.all('env')) {
      const place = `${env.at.file}:${env.at.line}`
      if (env.in !== 'env-file' || seen.has(place)) continue
      seen.add(place)
      const key = `${env.at.file} ${env.name}`
      const before = first.get(key)
      first.set(key, env)
      if (!before?.value || !env.value || before.value.value === env.value.value) continue
      yield {
        message: `${env.name} stands twice in ${env.at.file} with different values`,
        why: 'The last one counts; whoever changes the other sees no effect.',
        fix: { text: 'Keep the one that is meant' },
        places: [before.at, env.at],
      }
    }
  },
}
