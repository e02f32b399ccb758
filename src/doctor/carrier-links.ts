import type { ChainLink } from '../core/carrier-chain.ts'
import type { Fix } from '../core/failure.ts'
import type { ProbeResult } from './probe.ts'

/** Further ones are counted. */
const MOST_SHOWN = 3
const SHOW: Fix = { text: 'See the whole way of a call', command: 'voicectl sip carrier show' }

/** What the links of a call's way say together: the worst of them counts. `seen` is what was seen before. */
export function chainResult(links: readonly ChainLink[], seen: string | null): ProbeResult {
  const wrong = links.filter(({ state }) => state === 'wrong')
  const open = links.filter(({ state }) => state === 'warn')
  if (wrong.length > 0) return told('fail', wrong, 'Calls end there.')
  if (open.length > 0) return told('warn', open, 'Calls get through, and not only those that are meant.')
  const unknown = links.filter(({ state }) => state === 'unknown').length
  const known = links.length - unknown
  const rest = unknown === 0 ? '' : `, ${unknown} could not be seen`
  const way = links.length === 0 ? [] : [`${known} link${known === 1 ? '' : 's'} of the way between number and agent in order${rest}`]
  return { status: 'pass', detail: [...(seen === null ? [] : [seen]), ...way].join('; ') }
}

function told(status: 'fail' | 'warn', links: readonly ChainLink[], cause: string): ProbeResult {
  const shown = links.slice(0, MOST_SHOWN)
  const more = links.length > shown.length ? `; and ${links.length - shown.length} more` : ''
  const fixes = new Map(shown.flatMap(({ fix }) => (fix === null ? [] : [[fix, fixOf(fix)] as const])))
  return { status, detail: `${shown.map(({ detail }) => detail).join('; ')}${more}`, cause, fix: [...fixes.values(), SHOW] }
}

/** A fix that is a command alone is one to paste. */
function fixOf(text: string): Fix {
  return text.startsWith('voicectl ') ? { text: 'Mend it', command: text } : { text }
}
