import { textOf } from '../config-node.ts'
import { sameStack } from '../folder-view.ts'
import type { Rule } from '../rule.ts'
import { choiceOf, isExample } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'egress.room-name-mismatch',
  severity: 'error',
  summary: 'a recording of a room that no call gets: a pattern, or a name that the dispatch rule does not make',
  story: `An egress request is for one room that exists, by its full name. There are no patterns: \`twilio-*\` is a room of that name, and the server says \`requested room does not exist\`.

The rooms of phone calls are named by the dispatch rule: its prefix, an underscore, the number, an underscore and a random end. With the prefix \`twilio-\` that is \`twilio-_+15551234567_aBcDeFgHiJkL\`, so a file with \`twilio-sip-room\` records no call.

To record every call, put the recording into the rule: \`"room_config": {"egress": {"room": {"audio_only": true, "file_outputs": […]}}}\`. It starts with the room, without a request and without its name. To record one, take the name from \`lk room list\` or the webhook room_started.

To be sure: after a call \`lk egress list\` shows one that is complete.`,
  *find(facts) {
    for (const request of facts.all('egress-request')) {
      const room = request.field('room_name')
      const name = textOf(room) ?? ''
      if (!room || name === '' || request.auto || /\$|\{|</.test(name)) continue
      if (/[*?]/.test(name)) {
        yield {
          message: `The egress request is for the room ${name.slice(0, 60)}, and a request takes one name, not a pattern`,
          why: 'No room has this name: the server refuses the request, and no call is recorded.',
          fix: { text: 'Put the recording into room_config.egress of the dispatch rule, or write the name of one room' },
          places: [room.at],
        }
        continue
      }
      if (isExample(request.at.file)) continue
      const rules = facts.all('dispatch-rule').filter(({ site, at }) => sameStack(site, request.site) && !isExample(at.file))
      const choices = rules.flatMap((rule) => choiceOf(rule) ?? [])
      const makes = choices.some(({ kind, room: made }) =>
        kind === 'direct' ? textOf(made) === name : name.startsWith(`${textOf(made) ?? ''}_`),
      )
      const near = choices.find(({ kind, room: made }) => kind !== 'direct' && isNear(name, textOf(made) ?? ''))
      if (makes || !near?.room) continue
      yield {
        message: `The egress request is for the room ${name.slice(0, 60)}, and calls get rooms such as ${(textOf(near.room) ?? '').slice(0, 40)}_+15551234567_…`,
        why: 'No call gets a room of this name: the request is refused, or records an empty room.',
        fix: {
          text: 'Put the recording into room_config.egress of the dispatch rule, or take the name of a running call from lk room list',
        },
        places: [room.at, near.room.at],
        severity: 'warning',
      }
    }
  },
}

/** True where a name was surely meant for the rooms of a prefix. */
function isNear(name: string, prefix: string): boolean {
  const word = prefix.replace(/[-_.:]+$/, '')
  return word.length >= 3 && name.startsWith(word) && (name === word || /[-_.:+]/.test(name[word.length] ?? ''))
}
