import { isRealSecret, storedSecrets } from '../env/stored-secrets.ts'
import type { Rule } from '../rule.ts'
import type { Source } from '../source.ts'

export const rule: Rule = {
  id: 'git.secret-tracked',
  severity: 'error',
  summary: 'a secret in a file that git tracks, or would with the next `git add .`',
  story: `What git has once committed is in every clone and every fork, for good: deleting the line or the file leaves it in the history. Programs look through public repositories for keys within minutes of a push; a private one is read by everybody who ever gets access, and by every tool that does.

With the LiveKit secret anybody can make tokens, join rooms and call out over your trunks; with a provider's key anybody can spend your money.

Take the value out of the file: into .env, which git ignores, or into the environment. Then make a new one, because the old one is known. \`git rm --cached <file>\` lets git forget a file and leaves it where it is.`,
  *find(facts, { sources }) {
    const files = new Map(sources.map((source) => [source.path, source]))
    for (const { what, at } of storedSecrets(facts)) {
      if (files.get(at.file)?.git !== 'tracked') continue
      const isEnv = /(?:^|\/)[\w.-]*\.env(?:\.|$)/.test(at.file) && !/example|sample|template/i.test(at.file)
      yield {
        message: `${what} lies in ${at.file}, which git tracks`,
        why: 'Everybody who can read the repository, now or later, has it; deleting it leaves it in the history.',
        fix: {
          text: isEnv ? 'Let git forget the file, ignore it, and make new secrets' : 'Take it out of the file, and make a new one',
          ...(isEnv ? { command: `git rm --cached ${at.file}` } : {}),
        },
        places: [at],
      }
    }
    yield* notIgnored(facts, files)
  },
}

function* notIgnored(facts: Parameters<Rule['find']>[0], files: ReadonlyMap<string, Source>) {
  const seen = new Set<string>()
  for (const { at, secret, value, in: kind } of facts.all('env')) {
    if (kind !== 'env-file' || seen.has(at.file) || files.get(at.file)?.git !== 'untracked') continue
    if (!secret || value === null || !isRealSecret(value.value)) continue
    seen.add(at.file)
    yield {
      severity: 'warning' as const,
      message: `Git doesn't ignore ${at.file}, which holds secrets`,
      why: 'The next `git add .` commits them.',
      fix: { text: 'Put it into .gitignore', command: `echo '${at.file.slice(at.file.lastIndexOf('/') + 1)}' >> .gitignore` },
      places: [at],
    }
  }
}
