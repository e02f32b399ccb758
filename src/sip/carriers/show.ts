import type { SipState } from '../../core/sip-resources.ts'
import { SipApi } from '../../livekit/sip-api.ts'
import type { ApiRefusal } from '../../livekit/twirp.ts'
import { serverUrl } from '../../stack/derive.ts'
import type { Stack } from '../../stack/load.ts'
import { titleOf, type ChainAnswer } from './answer.ts'
import type { CarrierNetworks, CarrierSession } from './carrier.ts'
import { carrierChain } from './chain.ts'
import { wordOf } from './checklist.ts'
import { carrierFailure } from './refusal-words.ts'
import { manualOf } from './registry.ts'
import { openRun, type CarrierRun } from './run.ts'
import { serverLink } from './sip-server.ts'

/** For a carrier that voicectl does not know. */
const NO_NETWORKS: CarrierNetworks = { entries: [], source: '', read: '' }

export interface ShowOptions {
  session: CarrierSession
  /** Also asks whether the SIP server answers. */
  asksServer: boolean
}

/** Looks at every link between the telephone network and the agent, at the carrier and on LiveKit's side. Only reads. Raises CARRIER_… */
export async function showCarrier(stack: Stack, { session, asksServer }: ShowOptions): Promise<ChainAnswer> {
  const run = await openRun(stack, session)
  const { want, carrier } = run
  const [facts, livekit, server] = await Promise.all([
    factsOf(run),
    livekitSide(stack),
    asksServer ? serverLink(want.target, session.signal) : null,
  ])
  const networks = carrier?.networks(want) ?? NO_NETWORKS
  const links = carrierChain({ want, facts, networks, livekit, declared: stack.config.sip ?? {}, server })
  const isTableUsed = want.networks === null && networks.entries.length > 0
  return {
    carrier: titleOf(want),
    links,
    byHand: carrier === null,
    attested: await attestedOf(run),
    networks: isTableUsed ? { source: networks.source, read: networks.read } : null,
  }
}

async function attestedOf({ want, carrier, ledger }: CarrierRun) {
  return carrier === null ? wordOf(ledger, (await manualOf(want.provider)).steps(want)) : null
}

async function factsOf({ want, carrier, session }: CarrierRun) {
  if (carrier === null) return null
  try {
    return (await carrier.survey(want, session)).facts
  } catch (error) {
    throw carrierFailure(error, want)
  }
}

async function livekitSide({ config, env }: Stack): Promise<SipState | { unseen: string }> {
  const [key, secret] = [env.get('LIVEKIT_API_KEY') ?? '', env.get('LIVEKIT_API_SECRET') ?? '']
  try {
    return await new SipApi({ url: serverUrl(config), key, secret }, { paged: config.target === 'cloud' }).list()
  } catch (error) {
    return { unseen: (error as ApiRefusal).message }
  }
}
