import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'file.aliases',
  severity: 'error',
  summary: 'YAML aliases that unfold without end',
  story: `An alias (\`*name\`) repeats what its anchor (\`&name\`) marks. A few lines of aliases within aliases can stand for billions of values, and an alias within its own anchor for endlessly many: known as a YAML bomb. LiveKit's programs and Docker Compose refuse such a file, or use up the memory of the machine while they read it.

Real configs have at most a few dozen aliases. Where this comes from a template that repeats itself, write the parts out.

voicectl reads no further than it is safe, so this file is not checked beyond this finding.`,
  *find(facts) {
    for (const { kind, message, at } of facts.all('fault')) {
      if (kind !== 'aliases') continue
      yield {
        message: message.replace(/\.+$/, ''),
        why: 'Whatever reads the file refuses it, or runs out of memory; it is not checked any further.',
        fix: { text: 'Write out the parts that aliases repeat' },
        places: [at],
      }
    }
  },
}
