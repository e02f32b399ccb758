import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { anyInbound, anyOutbound, anyRule } from '../../../test/support/any-sip.ts'
import { applied, ENV, envOf, ours, OWNER, parsed, planned, pulled } from '../../../test/support/pulling.ts'
import type { SipKind, SipResource, SipState } from '../../core/sip-resources.ts'
import { blockOfKind, declaredItem, type DeclaredItem } from '../../stack/sip/declare.ts'
import { desiredSip } from '../../stack/sip/desired.ts'
import { referencesIn } from '../../stack/sip/references.ts'
import { isSecretText } from '../../stack/sip/secret-texts.ts'
import { kinds } from '../kinds.ts'

const RUNS = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 150)
const head = { version: 1, name: OWNER, target: 'local', telephony: { enabled: true } }
/** What stands in the file, and on the server once it is applied. */
const template = fc.constantFrom(
  '${API_TOKEN}',
  '${SIP_PASSWORD}',
  'Bearer ${API_TOKEN}',
  '${ONE}',
  '${TWO}',
  '${THREE}',
  '${FOUR}',
  '${OPENAI_API_KEY}',
  'x ${ONE}${TWO}',
)
const fresh = fc.constantFrom(
  'newpassword',
  'tok-123456',
  'one-value',
  '${OPENAI_API_KEY}',
  'a ${NO_NAME} b',
  `x'"\` all`,
  'sk-openai',
  'p#1',
)

interface Declared {
  items: Record<SipKind, DeclaredItem[]>
  /** Of the texts, what is put in the place of some. */
  templates: (string | null)[]
}
const named = <Resource extends SipResource>(resource: fc.Arbitrary<Resource>, prefix: string, most: number) =>
  fc.array(resource, { maxLength: most }).map((list) => list.map((each, index) => ({ ...each, name: `${prefix}${index}` })))
const state: fc.Arbitrary<SipState> = fc
  .record({ inbound: named(anyInbound, 'in', 2), outbound: named(anyOutbound, 'out', 2), rules: named(anyRule, 'rule', 2) })
  .map(({ inbound, outbound, rules }) => {
    const own = rules.map(({ trunkIds: _, ...rule }) => (inbound.length > 0 ? { ...rule, trunkIds: ['in0'] } : rule))
    return { inbound, outbound, rules: own }
  })
const declared: fc.Arbitrary<Declared> = fc.record({
  items: state.map((resources) => {
    const itemsOf = (kind: SipKind) =>
      resources[kind].map((each: SipResource) => declaredItem(kind, each, { trunkName: (id) => id, agentName: 'voice-agent' }))
    return { inbound: itemsOf('inbound'), outbound: itemsOf('outbound'), rules: itemsOf('rules') }
  }),
  templates: fc.array(fc.option(template), { minLength: 1, maxLength: 12 }),
})
/** What happens on the server, in numbers that choose. */
const events = fc.array(fc.record({ at: fc.nat(), what: fc.constantFrom('text', 'field', 'gone'), value: fc.option(fresh) }), {
  maxLength: 4,
})

function voicectlYaml({ items, templates }: Declared): string {
  let count = 0
  const fill = (part: unknown, path: readonly string[]): unknown => {
    const [first = '', second = ''] = path
    if (typeof part === 'string') {
      const chosen = templates[count++ % templates.length] ?? null
      const isWhole = first === 'authPassword' || path.at(-1) === 'pin'
      if (isWhole) return /^\$\{\w+\}$/.test(chosen ?? '') ? chosen : '${SIP_PASSWORD}'
      const isFree =
        ['headers', 'attributes', 'authUsername', 'metadata', 'fromHost'].includes(first) || second === 'egress' || second === 'tags'
      return isFree && chosen !== null ? chosen : part.replaceAll('$', 'S')
    }
    if (Array.isArray(part)) return part.map((each, index) => fill(each, [...path, String(index)]))
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name.replaceAll('$', 'S'), fill(each, [...path, name])]))
  }
  const blocks = kinds.map((kind) => [blockOfKind[kind], items[kind].map((item) => fill(item, []))])
  return stringify({ ...head, sip: Object.fromEntries(blocks) as object })
}

type Slot = { holder: Record<string, unknown>; name: string; path: readonly string[] }

function slotsIn(part: unknown, path: readonly string[], keep: (value: unknown, path: readonly string[]) => boolean): Slot[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]): Slot[] => {
    const here = [...path, name]
    const slot = { holder: part as Record<string, unknown>, name, path: here }
    return [...(keep(value, here) ? [slot] : []), ...slotsIn(value, here, keep)]
  })
}

function remove(stored: SipState, resource: SipResource): void {
  for (const kind of kinds) Object.assign(stored, { [kind]: stored[kind].filter((each) => each !== resource) })
  if (stored.inbound.length === 0) for (const rule of stored.rules) delete rule.trunkIds
}

/** Somebody changes texts, takes fields away and deletes what they like. */
function happen(stored: SipState, list: readonly { at: number; what: string; value: string | null }[]): void {
  const isFixed =
    /^(?:name|sip\w+Id|trunkIds|transport|encryption|restartPolicy|includeHeaders|\w+Timeout|maxCallDuration|address|destinationCountry|roomName|numbers)$/
  for (const { at, what, value } of list) {
    const all = kinds.flatMap((kind) => stored[kind] as SipResource[])
    const resource = all[at % Math.max(all.length, 1)]
    if (!resource) return
    if (what === 'gone' && at % 5 === 0) {
      remove(stored, resource)
      continue
    }
    const isFree = (path: readonly string[]) => !path.some((step) => isFixed.test(step))
    const texts = slotsIn(resource, [], (text, path) => typeof text === 'string' && isFree(path))
    const fields = slotsIn(resource, [], (_, path) => path.length === 1 && isFree(path) && path[0] !== 'rule')
    const slots = what === 'text' ? texts : fields
    const slot = slots[at % Math.max(slots.length, 1)]
    if (!slot) continue
    if (what === 'text' && value !== null) slot.holder[slot.name] = value
    else if (what === 'field') delete slot.holder[slot.name]
  }
}

/** Names that voicectl.yaml refers to once alone in its text: only those may get other values. */
function ownNames(text: string): Set<string> {
  const uses = Map.groupBy(referencesIn(JSON.stringify(parsed(text))), (name) => name)
  const whole = slotsIn(parsed(text), [], (value) => typeof value === 'string' && /^\$\{\w+\}$/.test(value))
  return new Set(whole.flatMap(({ holder, name }) => referencesIn(String(holder[name]))).filter((name) => uses.get(name)?.length === 1))
}

test('after a pull there is nothing left to plan, no shared value of .env is another, and no secret stands in the file', () => {
  let changed = 0
  fc.assert(
    fc.property(declared, events, state, fc.boolean(), (blocks, list, others, prune) => {
      const before = voicectlYaml(blocks)
      const stored = applied(desiredSip(parsed(before), envOf(ENV)).state)
      expect(planned(before, ENV, ours(stored)).writes).toEqual([])
      happen(stored, list)
      // Somebody also makes one more.
      const more = others.rules.slice(0, 1).map(({ trunkIds: _, ...rule }) => ({ ...rule, name: 'more', sipDispatchRuleId: 'SDR_more12' }))
      const server = ours({ ...stored, rules: [...stored.rules, ...more] })
      const after = pulled({ text: before, env: ENV }, server, prune)
      if (list.length === 0 && more.length === 0) expect([after.text, after.env]).toEqual([before, ENV])
      if (after.text !== before) changed += 1
      const { writes } = planned(after.text, after.env, server)
      const left = writes.filter(({ change }) => change.action !== 'create')
      expect(left, `${before}\n${JSON.stringify(after.result.changes)}\n${after.text}\n${after.env}`).toEqual([])
      expect(writes).toHaveLength(after.result.missing.length)
      const own = ownNames(before)
      for (const [name, value] of envOf(ENV)) if (!own.has(name)) expect(envOf(after.env).get(name)).toBe(value)
      const clear = slotsIn(parsed(after.text).sip, [], (value, path) => typeof value === 'string' && isSecretText(path.slice(2)))
      const old = slotsIn(parsed(before).sip, [], () => true).map(({ holder, name }) => holder[name])
      for (const { holder, name } of clear) if (!old.includes(holder[name])) expect(holder[name]).toMatch(/^(?:\$\{\w+\})?$/)
      expect(pulled(after, server, prune)).toMatchObject({ text: after.text, env: after.env })
    }),
    { numRuns: RUNS },
  )
  expect(changed).toBeGreaterThan(RUNS / 4)
})
