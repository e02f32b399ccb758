import type { Rule } from '../rule.ts'
import { besides, unknownFields } from '../sip/field-hits.ts'
import { plain } from '../sip/protojson.ts'
import { dispatchRule, legacyRule } from '../sip/sip-messages.ts'
import { isDeclared, labelOf } from '../sip/subject.ts'

const agents = 'Put it into room_config: "room_config": {"agents": [{"agent_name": "…"}]}'
const choice = 'Put it into rule, below dispatch_rule_individual, dispatch_rule_direct or dispatch_rule_callee'
/** Where fields belong that people write one level too high. */
const elsewhere: Readonly<Record<string, string>> = {
  agentname: agents,
  agents,
  agent: agents,
  roomname: choice,
  roomprefix: choice,
  pin: choice,
  type: choice,
  trunkid: 'Write trunk_ids, a list',
  calledphonenumbers: 'Write numbers',
  allowednumbers: 'Write inbound_numbers for callers, numbers for called numbers',
}

export const rule: Rule = {
  id: 'dispatch.unknown-field',
  severity: 'error',
  summary: 'a field in a dispatch rule that LiveKit does not have, or that counts only inside of dispatch_rule',
  story: `A dispatch rule is a message with fixed fields, in snake_case or camelCase. \`lk\` refuses a file that holds another one: \`unknown field\`. The API, and the SDKs that send plain JSON, drop it without a word; the rule is created and lacks what the field was to say.

So a mistyped \`trunk_ids\` opens the rule to all trunks, and agents at the wrong level mean that nobody answers.

What stands beside \`dispatch_rule\`, at the top, is of the old shape of the request. As soon as \`dispatch_rule\` is there, the server looks at nothing else.

To be sure: \`voicectl sip dispatch show <name>\` shows everything that your file says. The fields are those of protocol 1.51.0; newer ones need a newer server.`,
  *find(facts, folder) {
    for (const rule of facts.all('dispatch-rule')) {
      if (rule.shape === 'list-item' || isDeclared(rule)) continue
      const label = labelOf(rule)
      yield* unknownFields({ node: rule.node, message: dispatchRule, label, elsewhere }, folder)
      for (const [name, node] of besides(rule.wrapper, 'dispatch_rule')) {
        const isOld = [...legacyRule().keys()].some((known) => plain(known) === plain(name))
        yield {
          message: isOld
            ? `${name} stands beside dispatch_rule, where it counts for nothing`
            : `There is no field ${name.slice(0, 60)} beside dispatch_rule`,
          why: isOld
            ? 'The server takes what is inside of dispatch_rule, and nothing else: the rule is created without it.'
            : '`lk` refuses the whole file because of it; the API drops it without a word.',
          fix: {
            text: [...dispatchRule().keys()].some((known) => plain(known) === plain(name)) ? 'Move it into dispatch_rule' : 'Take it out',
          },
          places: [node.keyAt ?? node.at],
        }
      }
    }
  },
}
