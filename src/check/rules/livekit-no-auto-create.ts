import type { Place } from '../../core/place.ts'
import { booleanOf, nodeAt } from '../config-node.ts'
import type { Facts, Site } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { textAt } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'livekit.no-auto-create',
  severity: 'error',
  summary: 'rooms are not made by joining them, and phone calls or the page need that',
  story: `With \`room.auto_create: false\` a room exists only after somebody made it with the API. Who joins one that does not exist is answered \`requested room does not exist\`.

A phone call gets a room of its own, with a name that is new for each call (rules of the kind individual and callee): nobody can have made it before. The page of voicectl, and LiveKit's starter apps, make a token for a new room and join it.

Set it to true, or leave it out: true is the default. To keep strangers from making rooms, make tokens only for rooms that you want; no token, no room.`,
  *find(facts, { sources }) {
    for (const { of, node, site } of facts.all('config')) {
      const setting = nodeAt(node, 'room', 'auto_create')
      if (of !== 'livekit' || !setting || booleanOf(setting) !== false) continue
      const needs = whoNeeds(facts, site)
      if (needs.length === 0) continue
      yield {
        message: 'Rooms are not made by joining them, and calls of this stack join rooms that nobody made',
        why: 'Who joins is told that the room does not exist: calls end at once.',
        fix: { text: 'Set room.auto_create to true' },
        places: [setting.at, ...needs.slice(0, 1)],
        edits: /^(["']?)false\1$/i.test(textAt(sources, setting.at)) ? [{ kind: 'replace', at: setting.at, text: 'true' }] : [],
      }
    }
  },
}

function whoNeeds(facts: Facts, site: Site): Place[] {
  const here = <Fact extends { site: Site }>(all: readonly Fact[]) => all.filter((fact) => sameStack(fact.site, site))
  return [
    ...here(facts.all('config')).flatMap(({ of, node }) => (of === 'sip' ? [node.at] : [])),
    ...here(facts.all('service')).flatMap(({ user, at }) => (user === 'sip' ? [at] : [])),
    ...here(facts.all('dispatch-rule')).map(({ at }) => at),
    ...here(facts.all('stack')).map(({ node }) => node.at),
  ]
}
