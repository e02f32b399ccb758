// A process that applies a stack's carrier and can be killed at any moment: `apply-child.ts <provider> <url> <dir>`. Waits take it no time.
import { applyRun, isAskable, lockRun, openRun, planRun } from '../../../src/sip/carriers/run.ts'
import { signalwireStack, telnyxStack, twilioStack } from './stacks.ts'

const stacks = { twilio: twilioStack, telnyx: telnyxStack, signalwire: signalwireStack }

async function main([provider = '', url = '', dir = '']: string[]): Promise<number> {
  const stack = stacks[provider as keyof typeof stacks](url)
  const session = { pause: () => Promise.resolve(), signal: new AbortController().signal }
  const run = await openRun({ ...stack, dir }, session)
  if (!isAskable(run)) throw new Error('it is set up by hand')
  const lock = await lockRun(dir)
  const { changes } = await applyRun(run, await planRun(run, { rewriteSecrets: false }), new AbortController().signal)
  await lock.release()
  const failed = changes.filter(({ outcome, differs }) => outcome !== 'done' || differs.length > 0)
  for (const { kind, error, differs } of failed) process.stderr.write(`${kind}: ${error?.message ?? differs.join(', ')}\n`)
  return failed.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
