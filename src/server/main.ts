import { Failure } from '../core/failure.ts'
import { renderFailure } from '../output/failure.ts'
import { styleOf } from '../output/style-of.ts'
import { endWithReader } from '../platform/closed-output.ts'
import { pageUrl } from '../stack/derive.ts'
import { loadStack } from '../stack/load.ts'
import { exposureWarning } from './addresses.ts'
import { createApp } from './app.ts'
import { listen } from './listen.ts'

/** The web program: serves the page of the stack in VOICECTL_PROJECT_DIR until it is told to stop. */
async function main(): Promise<void> {
  const stack = await loadStack(process.env['VOICECTL_PROJECT_DIR'] ?? '.')
  const { host, port } = stack.config.web
  const { close } = await listen(createApp({ stack, log }), { host, port })
  log(`page on ${pageUrl(stack.config)} (${host}:${port})`)
  const warning = exposureWarning(host)
  if (warning) log(warning)
  const stop = (signal: NodeJS.Signals) => {
    log(`${signal}: stopping`)
    void close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

function log(line: string): void {
  process.stdout.write(`${line}\n`)
}

endWithReader()
try {
  await main()
} catch (error) {
  const isFailure = error instanceof Failure
  process.stderr.write(`${isFailure ? renderFailure(error, styleOf(process.stderr)) : (error as Error).stack}\n`)
  process.exitCode = isFailure ? error.exit : 1
}
