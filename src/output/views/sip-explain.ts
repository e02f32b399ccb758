import { printableLine } from '../../core/printable.ts'
import type { Candidate, Explanation } from '../../sip/explain/explain-call.ts'
import type { Style } from '../terminal.ts'
import { typed } from '../typed.ts'
import { wrap } from '../wrap.ts'

const LABEL_WIDTH = 10
const INDENT = '  '
const GAP = '  '
/** Prose is harder to read in longer lines. */
const WIDEST = 120

/** The story of a call: what it meets on its way, then what did not take it, then what to change. */
export function viewExplanation(explanation: Explanation, style: Style): string {
  const { color } = style
  const others = [...lost('trunk', explanation.trunks, style), ...lost('rule', explanation.rules, style)]
  const isTaken = explanation.outcome === 'accept' || explanation.outcome === 'pin'
  const parts = [
    heading(explanation, style),
    way(explanation, style),
    ...(others.length === 0 ? [] : [[color.dim(isTaken ? 'What did not take it' : 'Why not'), ...others].join('\n')]),
    [...notes(explanation, style), ...fixes(explanation, style)].join('\n'),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function heading({ outcome, call, why, source }: Explanation, style: Style): string {
  const { color, glyph } = style
  const words = { accept: 'is accepted', pin: 'is asked for a pin', drop: 'is dropped', error: "can't be decided" }[outcome]
  const sign = { accept: color.green(glyph.ok), pin: color.yellow('?'), drop: color.red(glyph.fail), error: color.red(glyph.fail) }[outcome]
  const from = call.ip === null ? '' : ` from ${call.ip}`
  const title = printableLine(`The call of ${shown(call.from)} to ${shown(call.to)}${from} ${words}`)
  const by = { declared: `as ${source.name} declares it`, server: `by what ${source.name} has`, files: `by ${source.name}` }[source.kind]
  return [
    ...fit(`${sign} ${color.bold(title)}`, INDENT, style),
    ...fit(`${INDENT}${color.dim(printableLine(by))}`, INDENT, style),
    ...(why === null ? [] : fit(`${INDENT}${printableLine(why)}`, INDENT, style)),
  ].join('\n')
}

type Row = [name: string, value: string, why: string]

/** One row for each thing that the call meets, as far as it comes. */
function way(explanation: Explanation, style: Style): string {
  const { trunk, trunks, authWhy, rule, rules, agents, participant } = explanation
  const rows: Row[] = []
  if (authWhy !== null) {
    rows.push(['trunk', trunk ? title(trunk) : 'none', trunk ? whyChosen(trunks) : ''])
    rows.push(['password', '', authWhy])
  }
  if (rule) rows.push(['rule', title(rule), whyChosen(rules)])
  if (explanation.room !== null) rows.push(['room', shown(explanation.room), roomWords(explanation)])
  else if (rule) rows.push(['room', 'none yet', 'the pin comes first'])
  if (participant) rows.push(...participantRows(participant))
  for (const { agentName, metadata, deployment } of agents) {
    rows.push([
      'agent',
      agentName === '' ? 'one without a name' : agentName,
      [metadata, deployment && `deployment ${deployment}`].filter(Boolean).join(', '),
    ])
  }
  if (rule && agents.length === 0) rows.push(['agent', 'none', 'only a worker without a name is sent'])
  if (explanation.route !== null) rows.push(['route', explanation.route, routeWords(explanation)])
  return rows.map((row) => rowLines(row, style)).join('\n')
}

function rowLines([name, value, why]: Row, style: Style): string {
  const { color, width } = style
  const lead = `${INDENT}${color.dim(name.padEnd(LABEL_WIDTH))} `
  const indent = ' '.repeat(INDENT.length + LABEL_WIDTH + 1)
  const [said, reason] = [printableLine(value), printableLine(why)]
  const both = `${color.bold(said)}${said !== '' && reason !== '' ? GAP : ''}${color.dim(reason)}`
  if (indent.length + said.length + GAP.length + reason.length <= Math.min(width, WIDEST)) return `${lead}${both}`
  const lines = [said === '' ? '' : color.bold(said), reason === '' ? '' : color.dim(reason)].filter((text) => text !== '')
  const [first = '', ...more] = lines.flatMap((text) => fit(text, '', { ...style, width: Math.min(width, WIDEST) - indent.length }))
  return [`${lead}${first}`, ...more.map((line) => `${indent}${line}`)].join('\n')
}

function lost(kind: 'trunk' | 'rule', candidates: readonly Candidate[], style: Style): string[] {
  return candidates
    .filter(({ verdict }) => verdict === 'fits' || verdict === 'no')
    .flatMap((candidate) => {
      const name = `${kind} ${title(candidate)}`
      return fit(`${INDENT}${style.glyph.bullet} ${style.color.bold(printableLine(name))}: ${printableLine(candidate.why)}`, '    ', style)
    })
}

function notes({ notes: all }: Explanation, style: Style): string[] {
  return all.flatMap((note) => fit(`${style.color.yellow(style.glyph.warn)} ${printableLine(note)}`, INDENT, style))
}

function fixes({ fix }: Explanation, style: Style): string[] {
  const { color, glyph } = style
  return fix.flatMap(({ text, command }) => [
    ...fit(`${color.cyan(glyph.arrow)} ${printableLine(text)}${command === undefined ? '' : ':'}`, INDENT, style),
    ...(command === undefined ? [] : [`    ${color.cyan(typed(command.replace(/^voicectl /, '')))}`]),
  ])
}

function roomWords({ roomKind, room }: Explanation): string {
  const isRandom = room?.endsWith('*') ?? false
  if (roomKind === 'direct') return 'one room for all calls of the rule'
  if (roomKind === 'callee') return isRandom ? 'a room for each call; * is random' : 'one room for each called number'
  return isRandom ? 'a room for each call; * is random' : 'one room for each caller: who calls again meets it'
}

function participantRows({ identity, name, metadata, attributes }: NonNullable<Explanation['participant']>): Row[] {
  const told = Object.entries(attributes).map(([key, value]) => `${key}=${value}`)
  return [
    ['caller', identity, `"${name}"`],
    ...(metadata === '' ? [] : [['metadata', '', metadata] as Row]),
    ['attributes', '', told.join(' ')],
  ]
}

function routeWords({ agents, participant }: Explanation): string {
  const told = agents.find(({ route }) => route !== null)
  const from = participant?.metadata
    ? "the caller's metadata"
    : told?.metadata
      ? "the agent's metadata"
      : 'the defaults, as there is no metadata'
  return `voicectl's agent takes it from ${from}`
}

function whyChosen(candidates: readonly Candidate[]): string {
  return candidates.find(({ verdict }) => verdict === 'chosen')?.why ?? ''
}

function title({ id, name }: Pick<Candidate, 'id' | 'name'>): string {
  if (name === null) return id ?? 'without a name'
  return id === null || id === name ? name : `${name} (${id})`
}

function shown(text: string): string {
  return text === '' ? '""' : text
}

function fit(text: string, indent: string, { width }: Style): string[] {
  const [lead = ''] = /^ */.exec(text) ?? []
  const [first = '', ...more] = wrap(text.slice(lead.length), Math.max(Math.min(width, WIDEST) - indent.length, 20))
  return [`${lead}${first}`, ...more.map((line) => `${indent}${line}`)]
}
