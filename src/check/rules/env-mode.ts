import { isRealSecret } from '../env/stored-secrets.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'env.mode',
  severity: 'warning',
  summary: 'a file of secrets that other users of the machine can read',
  story: `A file is made with the mode 0644 unless somebody says otherwise: every user of the machine, and every program that runs as one, can read it. On a server that is also the mail program, the web server, and whoever got in through one of them.

With the LiveKit secret anybody can make tokens; with a provider's key anybody can talk at your expense.

Mode 0600 leaves it to its owner. Compose reads env files as the user who starts it, so nothing else has to change.`,
  *find(facts, { sources }) {
    const files = new Map(sources.map((source) => [source.path, source]))
    const seen = new Set<string>()
    for (const { at, secret, value, in: kind } of facts.all('env')) {
      const mode = files.get(at.file)?.mode ?? null
      if (kind !== 'env-file' || seen.has(at.file) || mode === null || (mode & 0o077) === 0) continue
      if (!secret || value === null || !isRealSecret(value.value)) continue
      seen.add(at.file)
      yield {
        message: `${at.file} holds secrets and its mode is ${mode.toString(8).padStart(4, '0')}`,
        why: 'Every user and program of this machine can read them.',
        fix: { text: 'Leave it to its owner', command: `chmod 600 ${at.file}` },
        places: [at],
        edits: [{ kind: 'mode', file: at.file, mode: 0o600 }],
      }
    }
  },
}
