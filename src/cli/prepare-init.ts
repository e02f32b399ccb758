import type { Report } from '../core/progress.ts'
import type { InitInput } from '../generate/init/answers.ts'
import { assertLiveKitValues, completeAnswers, ignoredFlags, inputMissing, missingLiveKitNames } from '../generate/init/complete-answers.ts'
import { inspectFolder, type Folder } from '../generate/init/folder.ts'
import { validConfig, type InitChoice } from '../generate/init/init-stack.ts'
import { stackFileText } from '../generate/init/stack-file.ts'
import { askAnswers, askCopyKeys, askLiveKitSecrets, askProviderKeys } from '../output/init-wizard.ts'
import { LIVEKIT_NAMES } from '../stack/credentials.ts'
import { chosenProviders, missingKeys } from '../stack/derive.ts'
import { parseEnvFile } from '../stack/env-file.ts'
import { STACK_FILE } from '../stack/load.ts'
import { providers } from '../stack/providers.ts'
import type { StackConfig } from '../stack/schema.ts'

export interface InitRequest {
  dir: string
  input: InitInput
  force: boolean
  /** Undefined asks, or leaves them where nobody can be asked. */
  copyKeys: boolean | undefined
  isUnattended: boolean
  report: Report
}

/** Gathers everything that init needs, from flags, environment and answers. Nothing is written yet, so a Ctrl-C leaves nothing behind. */
export async function prepareInit(request: InitRequest): Promise<{ folder: Folder; choice: InitChoice }> {
  const { input, force, isUnattended, report } = request
  const folder = await inspectFolder(request.dir, process.env)
  const isKept = folder.stackText !== null && !force
  const kept = isKept ? validConfig(folder.stackText ?? '', folder.dir) : null
  const ignored = kept ? await ignoredFlags(input, kept, folder) : []
  if (ignored.length > 0) report({ type: 'warn', text: `${STACK_FILE} is kept as it is; with --force it follows ${ignored.join(', ')}` })
  // LiveKit's questions come together; those about providers come behind them.
  const asked = kept || isUnattended ? null : await askAnswers(input, folder)
  const stackText = kept ? null : await stackFileText(asked?.answers ?? (await completeAnswers(input, folder)))
  const config = kept ?? validConfig(stackText ?? '', folder.dir)
  const typed = asked?.secrets ?? (isUnattended ? {} : await askLiveKitSecrets(config.target, folder))
  const secrets = { ...liveKitSecrets(config, folder, typed), ...(await providerSecrets(config, folder, request)) }
  return { folder, choice: { stackText, config, secrets, force, ignored } }
}

/** LiveKit Cloud's key and secret go into .env: a stack must not stop working when a shell is closed. */
function liveKitSecrets({ target }: StackConfig, folder: Folder, typed: Record<string, string>): Record<string, string> {
  if (target !== 'cloud') return {}
  const missing = missingLiveKitNames(target, folder).filter((name) => !typed[name])
  if (missing.length > 0) throw inputMissing(missing, target)
  assertLiveKitValues(target, folder)
  const known = LIVEKIT_NAMES.flatMap((name) => [[name, folder.env.get(name) ?? '']]).filter(([, value]) => value !== '')
  return { ...Object.fromEntries(known), ...typed }
}

async function providerSecrets(config: StackConfig, folder: Folder, request: InitRequest): Promise<Record<string, string>> {
  const { isUnattended, copyKeys } = request
  const choices = chosenProviders(config)
  const inFile = parseEnvFile(folder.envText ?? '')
  const outside = [...new Set(choices.flatMap(({ provider }) => providers[provider].keys))].filter(
    (name) => folder.processEnv[name] && !inFile.get(name)?.value,
  )
  const isCopied = outside.length > 0 && (copyKeys ?? (!isUnattended && (await askCopyKeys(outside))))
  const copied = isCopied ? Object.fromEntries(outside.map((name) => [name, folder.processEnv[name] ?? ''])) : {}
  return isUnattended ? copied : { ...copied, ...(await askProviderKeys(missingKeys(choices, folder.env))) }
}
