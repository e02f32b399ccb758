import path from 'node:path'
import * as Flags from '@oclif/core/flags'
import { assertInstalled, workerPackages } from '../../cli/agent-installed.ts'
import { BaseCommand, projectDirFlag } from '../../cli/base-command.ts'

export default class AgentStart extends BaseCommand<number> {
  static override summary = 'Run the agent worker in the foreground'
  static override description = `Checks the agent, registers it at LiveKit under its name and takes calls until stopped.
Ctrl-C stops taking calls and waits for those that run (agent.drainSeconds); a second Ctrl-C stops at once.
With LiveKit and the page in one go: voicectl up.`
  static override examples = ['<%= config.bin %> agent start', '<%= config.bin %> agent start --name night-shift']
  static override enableJsonFlag = false
  static override flags = {
    ...projectDirFlag,
    name: Flags.string({ summary: 'register under this name instead of agent.name', env: 'VOICECTL_AGENT_NAME' }),
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(AgentStart)
    assertInstalled(workerPackages)
    const { runProgram } = await import('../../platform/run-program.ts')
    return runProgram({
      program: 'agent/main',
      args: ['start', ...(flags.name === undefined ? [] : [`--name=${flags.name}`])],
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
