import { Failure } from '../../core/failure.ts'
import { readStackFile } from '../../stack/load.ts'
import type { StackConfig } from '../../stack/schema.ts'

type Named = Pick<StackConfig, 'target'> & { telephony: Pick<StackConfig['telephony'], 'enabled'> }

/** The services of a stack, in the order they start. */
function plannedNames({ target, telephony }: Named): string[] {
  if (target === 'cloud') return ['web', 'agent']
  return [...(telephony.enabled ? ['redis'] : []), 'livekit', 'web', 'agent']
}

/**
 * The services that voicectl.yaml names. It is not validated: a broken stack can still be looked at, and looking is quick. Those of any stack
 * where it can't be read. Raises CONFIG_NOT_FOUND.
 */
export async function serviceNames(dir: string): Promise<string[]> {
  try {
    const [text, { parse }] = await Promise.all([readStackFile(dir), import('yaml')])
    const { target, telephony } = (parse(text, { logLevel: 'silent' }) ?? {}) as Partial<Named>
    return plannedNames({ target: target ?? 'local', telephony: { enabled: telephony?.enabled === true } })
  } catch (error) {
    if (error instanceof Failure && error.code === 'CONFIG_NOT_FOUND') throw error
    return ['redis', 'livekit', 'web', 'agent']
  }
}
