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

/** What can be seen from here of a carrier that can't be asked: LiveKit's side, and what somebody has said of the other. */
async function look({ stack }: Subject, tools: Tools, signal: AbortSignal): Promise<ProbeResult> {
  if (stack === null) throw new Error('there is no stack')
  const { links, attested } = await tools.carrierChain(stack, signal)
  const result = chainResult(links, attested === null ? null : `${attested.by} said at ${attested.at} that the carrier is set up`)
  if (result.status === 'fail' || attested?.isCurrent) return result
  return {
    status: 'warn',
    detail:
      attested === null
        ? 'Nobody has said yet that the carrier is set up'
        : 'The carrier was set up for other values than voicectl.yaml has now',
    cause: "What is set in the carrier's console can't be seen from here: numbers, and where calls are sent.",
    fix: [
      { text: 'See what is to be set there', command: 'voicectl sip carrier plan' },
      { text: 'When all of it is done', command: 'voicectl sip carrier apply --done' },
    ],
  }
}
