import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'file.syntax',
  severity: 'error',
  summary: 'a config file that is no valid YAML or JSON',
  story: `What can't be parsed configures nothing. livekit-server says \`could not parse config\` and ends with exit code 0, livekit-sip the same, livekit-egress with 1; docker compose refuses to start anything; \`lk\` refuses the request.

The usual causes: tabs for indentation in YAML, a name that stands twice, a colon or a hash in a value without quotes, a comma behind the last entry in JSON, comments in JSON, lines of a merge conflict.

What stands below the fault was checked only as far as it could be read, so check again after mending it.`,
  *find(facts) {
    for (const { kind, message, at } of facts.all('fault')) {
      if (kind !== 'syntax') continue
      yield {
        message: `Not valid: ${message.replace(/\.+$/, '')}`,
        why: 'The program that reads this file ends at its start, or refuses it.',
        fix: { text: 'Mend the file at this place' },
        places: [at],
      }
    }
  },
}
