import type { SipKind, SipState } from '../../core/sip-resources.ts'
import type { SipTarget } from '../../sip/apply/run.ts'
import { pinOf } from '../../core/rule-choice.ts'
import { secretsOf } from '../../stack/load.ts'
import { isSecretText } from '../../stack/sip/secret-texts.ts'
import { serverOf, type KnownServer } from '../../stack/server-access.ts'
import type { Terminal } from '../../output/terminal.ts'

/** Whose resources are meant where a folder has no stack. */
const NOBODYS_STACK = 'voicectl'

/** The LiveKit server of a folder, and whose resources there are this project's. Its secrets are masked from then on. */
export async function sipTarget(dir: string, terminal: Terminal): Promise<{ known: KnownServer; target: SipTarget }> {
  const known = await serverOf(dir)
  const { url, key, secret, cloud, stack } = known
  terminal.hide([secret, passwordIn(url), ...(stack ? secretsOf(stack) : [])])
  return { known, target: { access: { url, key, secret }, cloud, dir: known.dir, owner: stack?.config.name ?? NOBODYS_STACK } }
}

/** Some put a proxy's password into the address. */
function passwordIn(url: string): string {
  return URL.parse(url)?.password ?? ''
}

/** What of a server's state must never be shown. */
export function secretsIn(state: SipState): string[] {
  const passwords = [...state.inbound, ...state.outbound].flatMap(({ authPassword, headers = {} }) => [
    authPassword,
    ...Object.values(headers),
  ])
  const inRules = state.rules.flatMap((rule) => [pinOf(rule), ...secretTexts(rule, [])])
  return [...passwords, ...inRules].filter((value): value is string => Boolean(value))
}

function secretTexts(part: unknown, path: readonly string[]): string[] {
  if (typeof part === 'string') return isSecretText(path) ? [part] : []
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, child]) => secretTexts(child, [...path, name]))
}

export const trunkKinds: readonly SipKind[] = ['inbound', 'outbound']
export const ruleKinds: readonly SipKind[] = ['rules']
