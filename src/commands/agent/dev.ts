import path from 'node:path'
import * as Flags from '@oclif/core/flags'
import { assertInstalled, workerPackages } from '../../cli/agent-installed.ts'
import { BaseCommand, projectDirFlag } from '../../cli/base-command.ts'

export default class AgentDev extends BaseCommand<number> {
  static override summary = 'Run the agent worker and start it again when its files change'
  static override description = `Watches voicectl.yaml, .env and the code beside agent.file. A change ends running calls at once.
An agent that can't start is shown with its error and tried again at the next change.`
  static override examples = ['<%= config.bin %> agent dev', '<%= config.bin %> agent dev --name my-branch']
  static override enableJsonFlag = false
  static override flags = {
    ...projectDirFlag,
    name: Flags.string({ summary: 'register under this name instead of agent.name', env: 'VOICECTL_AGENT_NAME' }),
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(AgentDev)
    assertInstalled(workerPackages)
    const { runProgram } = await import('../../platform/run-program.ts')
    return runProgram({
      program: 'agent/main',
      args: ['dev', ...(flags.name === undefined ? [] : [`--name=${flags.name}`])],
      env: { VOICECTL_PROJECT_DIR: path.resolve(flags['project-dir']) },
    })
  }

  /** The worker showed its own lines. */
  protected override show(exitCode: number): void {
    process.exitCode = exitCode
  }

  protected override view(): string {
    return ''
  }
}
