import type { Hook } from '@oclif/core/hooks'
import { Terminal } from '../../output/terminal.ts'
import { reportFailure } from '../report-failure.ts'
import { unknownCommand } from '../unknown-command.ts'
import { wantsJson } from '../wants-json.ts'

/** Says that there is no such command and which one may have been meant. */
const commandNotFound: Hook.CommandNotFound = async function commandNotFound({ id, argv = [], config }) {
  const known = config.commands.filter((command) => !command.hidden).map((command) => command.id)
  reportFailure(unknownCommand(id, known), { json: wantsJson([id, ...argv]), terminal: new Terminal() })
}

export default commandNotFound
