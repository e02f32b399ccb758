import type { Fix } from '../../core/failure.ts'
import { utcMinute } from '../../core/utc-minute.ts'
import { carriers } from '../../stack/sip/carrier-names.ts'
import { chainResult } from '../carrier-links.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import type { Subject } from '../subject.ts'

export const probe: Probe = {
  id: 'carrier.checklist',
  title: 'Carrier that is set up by hand',
  after: [],
  timeoutMs: 9000,
  needs: ({ stack }) => {
    const carrier = stack?.config.sip?.carrier
    if (!carrier) return 'voicectl.yaml names no carrier'
    return Object.keys(carriers[carrier.provider].names).length === 0 ? true : 'voicectl asks the carrier itself'
  },
  run: look,
}

const UNSEEN = "What is set in the carrier's console can't be seen from here: numbers, and where calls are sent."
const STEPS: Fix[] = [
  { text: 'See what is to be set there', command: 'voicectl sip carrier plan' },
  { text: 'When all of it is done', command: 'voicectl sip carrier apply --done' },
]

/** What can be seen from here of a carrier that can't be asked: LiveKit's side, and what somebody has said of the other. */
async function look({ stack }: Subject, tools: Tools, signal: AbortSignal): Promise<ProbeResult> {
  if (stack === null) throw new Error('there is no stack')
  const { links, attested } = await tools.carrierChain(stack, signal)
  const word = attested === null ? null : `${attested.by} said at ${utcMinute(attested.at)} that the carrier is set up`
  const seen = chainResult(links, word)
  if (attested?.isCurrent) return seen
  const open = word === null ? 'nobody has said yet that the carrier is set up' : `${word}; what is to be set is something else since`
  if (seen.status === 'pass') return { status: 'warn', detail: open, cause: UNSEEN, fix: STEPS }
  return { ...seen, detail: `${seen.detail}; ${open}`, cause: `${seen.cause ?? ''} ${UNSEEN}`, fix: [...(seen.fix ?? []), ...STEPS] }
}
