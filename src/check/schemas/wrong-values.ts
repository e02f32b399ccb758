import type { Edit } from '../../core/finding.ts'
import type { Facts } from '../facts.ts'
import type { ConfigKind } from '../readers/config-facts/kind-of-config.ts'
import type { Hit } from '../rule.ts'
import type { WrongValue } from './conform.ts'
import { isLiteralVariable } from './literal-variables.ts'
import { isSettled } from './provided.ts'
import { isTemplate } from './refusal.ts'
import { configsOf, conformanceOf } from './unknown-keys.ts'

/** A finding for each value that can't be decoded. What something else may fill in before is left alone, unless the file is seen to be read as it is. */
export function* valueHits(facts: Facts, of: ConfigKind, why: string): Generator<Hit> {
  for (const config of configsOf(facts.all('config'), of)) {
    for (const wrong of conformanceOf(config).wrong) {
      // Variables in a file are the concern of file.variable-not-filled.
      if (isLiteralVariable(wrong.node) || (isTemplate(wrong.node) && !isSettled(facts, config))) continue
      const name = shownPath(wrong.path)
      yield {
        message: `${name} has to be ${wrong.expected}`,
        why,
        fix: { text: `Write ${wrong.expected}` },
        places: [wrong.node.at],
        edits: editsOf(wrong),
      }
    }
  }
}

/** The names of API keys are not shown. */
function shownPath(path: string): string {
  if (path === '') return 'The file'
  return path.startsWith('keys.') ? 'A secret below `keys`' : `\`${path.replaceAll('[]', '')}\``
}

/** Quotes around what is right without them. */
function editsOf({ node, expected }: WrongValue): Edit[] {
  if (node.content.kind !== 'scalar' || !node.content.quoted || !expected.endsWith('without quotes')) return []
  const { raw } = node.content
  return /^(true|false|-?\d+(\.\d+)?)$/.test(raw) && node.at.length === raw.length + 2 ? [{ kind: 'replace', at: node.at, text: raw }] : []
}
