import type { SipState } from '../../../src/core/sip-resources.ts'
import { answering } from '../answering.ts'
import type { Undo } from '../undo.ts'

const LISTS: Record<string, keyof SipState> = {
  ListSIPInboundTrunk: 'inbound',
  ListSIPOutboundTrunk: 'outbound',
  ListSIPDispatchRule: 'rules',
}

/** LiveKit's SIP API as far as its lists, over Twirp: what a server has stored, for who has a token. Gives its port. */
export async function sipLists(undo: Undo, state: SipState): Promise<number> {
  const url = await answering(undo, (request, response) => {
    const list = LISTS[(request.url ?? '').replace('/twirp/livekit.SIP/', '')]
    const isSigned = /^Bearer ey[\w-]+\.[\w-]+\.[\w-]+$/.test(request.headers.authorization ?? '')
    const status = !isSigned ? 401 : list === undefined ? 404 : 200
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(list !== undefined && isSigned ? { items: state[list] } : { code: 'bad_route', msg: 'no handler' }))
  })
  return Number(new URL(url).port)
}
