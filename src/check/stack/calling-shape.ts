import { CONSENT_EXPECTED, isTimeZone, QUIET_END_EXPECTED, sipForms, TIME_ZONE_EXPECTED } from '../../stack/sip/forms.ts'
import { nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import { anyText, block, form, text, wrongForm, wrongKind, type Block, type TextOrBlock, type Value } from './shape.ts'
import type { StackProblem } from './stack-problem.ts'

const time = form(sipForms.time)
const timeZone: Value = (node) => anyText(node) ?? (isTimeZone(textOf(node) ?? '') ? null : wrongForm(TIME_ZONE_EXPECTED))
const isTrue: Value = (node) => (node.content.kind === 'scalar' && node.content.value === true ? null : wrongKind('expected true'))
const consent: TextOrBlock = { kind: 'text-or-block', block: block({ required: isTrue }, ['required']), expected: CONSENT_EXPECTED }

/** `sip.calling` */
export const calling: Block = block({
  doNotCall: text,
  consent,
  quietHours: block({ from: time, to: time, timeZone }, ['from', 'to', 'timeZone'], anHour),
})

function* anHour(node: ConfigNode, path: string): Generator<StackProblem> {
  const [from, to] = [nodeAt(node, 'from'), nodeAt(node, 'to')]
  if (to && textOf(from) === textOf(to)) yield { message: `${path}.to: ${QUIET_END_EXPECTED}`, at: to.at }
}
