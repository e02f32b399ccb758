import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'stack.invalid',
  severity: 'error',
  summary: 'voicectl.yaml has a key or value that voicectl refuses',
  story: `voicectl.yaml is checked strictly: an unknown key is most often a mistyped one, and a setting that is quietly ignored costs more time than one that is refused.

Every command that works on the stack refuses the file with CONFIG_INVALID and lists all its problems.

voicectl.schema.json beside the file tells editors what may stand in it; docs/configuration.md lists it for people.`,
  *find(facts) {
    for (const { kind, message, at } of facts.all('fault')) {
      if (kind !== 'schema' || !at.file.endsWith('voicectl.yaml')) continue
      yield {
        message: `voicectl.yaml is not valid: ${message.replace(/[.?]+$/, '')}`,
        why: 'Every voicectl command refuses the stack until this is mended.',
        fix: { text: 'Mend it at this place; an editor that knows voicectl.schema.json shows what may stand there' },
        places: [at],
      }
    }
  },
}
