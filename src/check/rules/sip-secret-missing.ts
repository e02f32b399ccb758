import { isSlip } from '../../core/slip.ts'
import { nodeAt } from '../config-node.ts'
import type { EnvFact, Facts } from '../facts.ts'
import { listed } from '../places.ts'
import type { Rule } from '../rule.ts'
import { envFileBeside, referencesOf, referredTo } from '../sip/references.ts'

export const rule: Rule = {
  id: 'sip.secret-missing',
  severity: 'error',
  summary: 'a password or pin of the sip block in voicectl.yaml that .env does not have',
  story: `Passwords and pins of trunks and dispatch rules are not in voicectl.yaml: it refers to them, \`authPassword: \${SIP_PASSWORD}\`, and .env beside it holds the value. \`voicectl sip apply\` needs each of them: it writes whole trunks and rules, and one without its password would be open.

A name that is there and empty counts as missing. Without any .env, as in a fresh clone, it is told as a note. A value may also come from the environment of whoever runs the command; files don't show that, so say it in a comment that ignores the finding.

To be sure: \`voicectl sip plan\` names no secret that is missing.`,
  *find(facts, { sources }) {
    const paths = new Set(sources.map(({ path }) => path))
    for (const { node } of facts.all('stack')) {
      const open = referencesOf(nodeAt(node, 'sip')).filter((reference) => !referredTo(facts, reference))
      const file = envFileBeside(node.at)
      if (!paths.has(file)) {
        const [first] = open
        if (!first) continue
        yield {
          message: `${node.at.file} takes ${listed(open.map(({ name }) => name))} from a .env that is not there`,
          why: 'Trunks and rules are not written to the server without their passwords and pins.',
          fix: { text: `Make ${file} and set them` },
          places: [first.at],
          severity: 'info',
        }
        continue
      }
      for (const { name, at } of open) {
        const empty = facts.all('env').find((env) => env.at.file === file && env.name === name)
        const other = empty ?? misspelt(facts, name, file)
        yield {
          message: `${name} has no value in ${file}`,
          why: 'The trunk or rule can not be written to the server without it.',
          fix: { text: other && other !== empty ? `Set ${name} in ${file}, where ${other.name} is` : `Set ${name} in ${file}` },
          places: [at, ...(other ? [other.at] : [])],
        }
      }
    }
  },
}

/** A name of the file that is one slip away. */
function misspelt(facts: Facts, name: string, file: string): EnvFact | undefined {
  return facts.all('env').find((env) => env.at.file === file && isSlip(env.name, name))
}
