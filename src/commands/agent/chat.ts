import path from 'node:path'
import * as Flags from '@oclif/core/flags'
import { assertInstalled, conversationPackages } from '../../cli/agent-installed.ts'
import { BaseCommand, projectDirFlag } from '../../cli/base-command.ts'
import { languages, modes } from '../../core/caller.ts'

export default class AgentChat extends BaseCommand<number> {
  static override summary = 'Talk to the agent as text, without any server'
  static override description = `The same graph that answers calls, in this terminal; Ctrl-D or /exit ends it. With piped input each line is one turn.
Without keys, or without a stack, a demo model answers and says so. With --json each event is one line of JSON.`
  static override examples = [
    '<%= config.bin %> agent chat',
    '<%= config.bin %> agent chat --mode support --language hi',
    'echo "My order has not come" | <%= config.bin %> agent chat --mode support --json',
  ]
  static override flags = {
    ...projectDirFlag,
    mode: Flags.string({ summary: 'what the call is about; chooses the specialist', options: [...modes], env: 'VOICECTL_MODE' }),
    language: Flags.string({ summary: 'language of the call', options: [...languages], env: 'VOICECTL_LANGUAGE' }),
    voice: Flags.string({ summary: 'voice that the caller asks for, such as gemini; text alone does not show it', env: 'VOICECTL_VOICE' }),
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(AgentChat)
    assertInstalled(conversationPackages)
    const { runProgram } = await import('../../platform/run-program.ts')
    const args = (['mode', 'language', 'voice'] as const).flatMap((name) => (flags[name] === undefined ? [] : [`--${name}=${flags[name]}`]))
    if (this.jsonEnabled()) args.push('--json')
    if (flags['no-color']) args.push('--no-color')
    return runProgram({ program: 'agent/chat', args, env: { VOICECTL_PROJECT_DIR: path.resolve(flags['project-dir']) } })
  }

  /** The conversation was shown while it took place. */
  protected override show(exitCode: number): void {
    process.exitCode = exitCode
  }

  protected override view(): string {
    return ''
  }
}
