import { Help } from '@oclif/core/help'
import { CommandHelp } from './command-help.ts'
import { topicSummaries } from './topics.ts'
import { unknownCommand } from './unknown-command.ts'
import { renderRootHelp } from './root-help.ts'

/** Oclif's help, with our own root page: the commands by the job they do. */
export default class VoicectlHelp extends Help {
  protected override CommandHelpClass = CommandHelp

  override async showHelp(argv: string[]): Promise<void> {
    const subject = argv.filter((word) => word !== 'help' && !word.startsWith('-'))
    const id = subject.join(':')
    if (subject.length > 0 && !this.config.commandIDs.some((known) => isOrHolds(known, subject))) {
      throw unknownCommand(id, this.config.commandIDs)
    }
    await super.showHelp(argv)
  }

  /** Oclif would describe a topic by the summary of its first command. */
  protected override async showTopicHelp(topic: Parameters<Help['showTopicHelp']>[0]): Promise<void> {
    await super.showTopicHelp({ ...topic, description: `What voicectl ${topic.name.replaceAll(':', ' ')} can do` })
  }

  protected override get sortedTopics(): Help['sortedTopics'] {
    return super.sortedTopics.map((topic) => ({ ...topic, description: topicSummaries[topic.name] ?? topic.description ?? '' }))
  }

  protected override async showRootHelp(): Promise<void> {
    const { version, pjson, commands } = this.config
    const { isTTY, columns } = process.stdout
    const options = {
      version,
      description: pjson['description'] ?? '',
      width: (isTTY && columns) || Infinity,
      color: isTTY && !process.env['NO_COLOR'],
    }
    process.stdout.write(renderRootHelp(commands, options))
  }
}

/** True when the words name that command (with arguments behind it, perhaps) or a topic above it. */
function isOrHolds(known: string, subject: readonly string[]): boolean {
  const id = known.split(':')
  const shorter = Math.min(id.length, subject.length)
  return id.slice(0, shorter).join(':') === subject.slice(0, shorter).join(':')
}
