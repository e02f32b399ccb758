import { styleText } from 'node:util'
import { topicSummaries } from './topics.ts'

/** A command as the manifest describes it. `id` has its words joined by colons. */
export interface ListedCommand {
  id: string
  summary?: string | undefined
  hidden?: boolean | undefined
}

export interface RootHelpOptions {
  version: string
  description: string
  /** Columns to wrap at; summaries are cut to them. */
  width: number
  color: boolean
}

interface Group {
  title: string
  /** First words of the commands that belong here, in the order they are shown. */
  topics: readonly string[]
}

/** The commands by the job they do. A topic of no group is listed last, under "More"; a contract test holds that there is none. */
const groups: readonly Group[] = [
  { title: 'Set up', topics: ['init', 'generate', 'check', 'doctor', 'keys', 'secrets', 'token'] },
  { title: 'Run', topics: ['up', 'status', 'logs', 'restart', 'down', 'console', 'deploy'] },
  { title: 'Agent', topics: ['agent', 'prompt', 'template', 'kb', 'lead', 'calendar', 'calls'] },
  { title: 'Telephony and rooms', topics: ['sip', 'rooms', 'record'] },
  { title: 'Data', topics: ['db'] },
]

/** The commands that `voicectl --help` lists, grouped; groups without a command are left out. */
export function groupCommands(commands: readonly ListedCommand[]): Array<{ title: string; commands: ListedCommand[] }> {
  const shown = inTopics(commands.filter((command) => !command.hidden)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const known = new Set(groups.flatMap((group) => group.topics))
  const grouped = groups.map(({ title, topics }) => ({
    title,
    commands: topics.flatMap((topic) => shown.filter((command) => topicOf(command) === topic)),
  }))
  const rest = { title: 'More', commands: shown.filter((command) => !known.has(topicOf(command))) }
  return [...grouped, rest].filter((group) => group.commands.length > 0)
}

/** The commands of a second word in one line: `sip trunk …`. */
function inTopics(commands: readonly ListedCommand[]): ListedCommand[] {
  const topics = new Set<string>()
  const left = commands.filter(({ id }) => {
    const topic = id.split(':').slice(0, 2).join(':')
    const isBelow = topic !== id && topicSummaries[topic] !== undefined
    if (isBelow) topics.add(topic)
    return !isBelow
  })
  return [...left, ...[...topics].map((topic) => ({ id: `${topic}:…`, summary: topicSummaries[topic] }))]
}

/** The text of `voicectl --help`. Needs nothing but the manifest, so that help is there without loading the rest. */
export function renderRootHelp(commands: readonly ListedCommand[], options: RootHelpOptions): string {
  const bold = (text: string) => (options.color ? styleText('bold', text, { validateStream: false }) : text)
  const grouped = groupCommands(commands)
  const names = grouped.flatMap((group) => group.commands.map((command) => words(command.id).length))
  const column = Math.max(...names, 0) + 2
  const lines = [`${bold('voicectl')} ${options.version}: ${options.description}`, '', `Usage: voicectl <command> [flags]`]
  for (const { title, commands: members } of grouped) {
    lines.push('', bold(title))
    for (const { id, summary } of members) lines.push(cut(`  ${words(id).padEnd(column)}${summary ?? ''}`, options.width))
  }
  lines.push('', 'voicectl <command> --help shows what a command takes;', '--json makes its answer one for programs.')
  return `${lines.join('\n')}\n`
}

function topicOf({ id }: ListedCommand): string {
  return id.split(':')[0] ?? id
}

function words(id: string): string {
  return id.replaceAll(':', ' ')
}

function cut(line: string, width: number): string {
  return line.length <= width ? line.trimEnd() : `${line.slice(0, Math.max(width - 1, 1)).trimEnd()}…`
}
