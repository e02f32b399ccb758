import { CommandHelp as OclifCommandHelp } from '@oclif/core/help'

const CONTINUED = ' \\'

/** Oclif's help of one command, without its summary a second time, and with examples that fit into the terminal and can still be pasted. */
export class CommandHelp extends OclifCommandHelp {
  protected override description(): string | undefined {
    const { description } = this.command
    return description === undefined ? undefined : this.wrap(description)
  }

  protected override examples(examples: Parameters<OclifCommandHelp['examples']>[0]): string | undefined {
    const text = super.examples(examples)
    return text
      ?.split('\n')
      .map((line) => this.#fold(line))
      .join('\n')
  }

  /** A line in pieces as narrow as the terminal, each but the last with a backslash. */
  #fold(line: string): string {
    const width = this.opts.maxWidth - this.indentSpacing
    if (line.length <= width) return line
    const [indent = ''] = /^\s*/.exec(line) ?? []
    const lines = ['']
    for (const word of line.split(' ')) {
      const last = lines.at(-1) ?? ''
      const joined = last === '' ? word : `${last} ${word}`
      if (`${joined}${CONTINUED}`.length <= width || last.trim() === '') lines[lines.length - 1] = joined
      else lines.push(`${indent}    ${word}`)
    }
    return lines.map((part, index) => (index < lines.length - 1 ? `${part}${CONTINUED}` : part)).join('\n')
  }
}
