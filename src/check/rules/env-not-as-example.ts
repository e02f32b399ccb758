import type { EnvFact, Facts } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import { uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'env.not-as-example',
  severity: 'info',
  summary: '.env.example has a name that .env does not have',
  story: `.env.example lists what the programs of a folder read. A name that it has and .env lacks was added since .env was copied, was deleted by mistake, or is not needed here.

What reads it finds nothing: a provider refuses the request, a service takes a default. Files don't tell which names are optional, so this is for information only.

Add the name to .env, with its value, or with nothing behind the sign of equality where you do without it.`,
  *find(facts) {
    for (const [example, names] of Map.groupBy(
      facts.all('env').filter((env) => env.in === 'example'),
      ({ at }) => at.file,
    )) {
      const own = ownNames(facts, example)
      if (own.length === 0) continue
      const set = new Set(own.map(({ name }) => name))
      for (const { name, at } of names) {
        const [first] = own
        if (set.has(name) || !first) continue
        yield {
          message: `${example} has ${name}, and ${first.at.file} does not`,
          why: 'What reads it finds nothing, or takes a default.',
          fix: { text: `Add ${name} to ${first.at.file}` },
          places: uniquePlaces([at, { ...first.at, line: 1, column: 1, length: 0 }]),
        }
      }
    }
  },
}

/** What the real file beside an example sets: `.env` for `.env.example`, `.env.local` where only that is there. */
function ownNames(facts: Facts, example: string): EnvFact[] {
  const folder = folderOf(example)
  const all = facts.all('env').filter((env) => env.in === 'env-file' && folderOf(env.at.file) === folder)
  return all.some(({ at }) => at.file.endsWith('.env')) || all.some(({ at }) => at.file.endsWith('.env.local')) ? all : []
}
