import type { ChainAnswer } from '../../sip/carriers/answer.ts'
import { showCarrier } from '../../sip/carriers/show.ts'
import { carrierWant, secretsOfWant } from '../../sip/carriers/want.ts'
import type { Stack } from '../../stack/load.ts'
import { carrierSession, type OpenOptions } from './open-carrier.ts'

/** The way of calls through a stack's carrier, link by link. Raises CARRIER_… */
export async function chainOfCarrier(stack: Stack, { terminal, report }: Omit<OpenOptions, 'signal'>): Promise<ChainAnswer> {
  terminal.hide(secretsOfWant(carrierWant(stack)))
  const session = carrierSession({ report, signal: new AbortController().signal })
  return showCarrier(stack, { session, asksServer: true })
}
