import { Failure } from '../../core/failure.ts'
import { parseSipAddress } from '../../platform/sip/address.ts'

/** Who is called, or calls: a number or a name, and its host where one was given. */
export interface Party {
  user: string
  host: string | null
}

const NUMBER = /^\+?[\d\s().-]+$/
/** What a user may be in a SIP address (RFC 3261, 25.1). */
const USER = /^(?:[\w.!~*'()&=+$,;?/-]|%[\da-f]{2})+$/i

/** A number as people write it, a user's name, or a SIP address. Raises SIP_PARTY_INVALID. */
export function partyOf(text: string, flag: '--invite' | '--from'): Party {
  const given = text.trim()
  const isAddress = /@|^sips?:/i.test(given)
  const address = isAddress ? parseSipAddress(given) : null
  const user = isAddress ? (address?.user ?? '') : NUMBER.test(given) ? given.replaceAll(/[\s().-]/g, '') : given.replaceAll('#', '%23')
  if (!USER.test(user)) {
    throw new Failure({
      code: 'SIP_PARTY_INVALID',
      message: `${flag} takes a number or a user's name: ${given === '' ? 'it is empty' : given}`,
      why: 'It becomes the part before the @ of a SIP address, which holds no spaces and few signs.',
      fix: [{ text: 'Give a number', command: `voicectl sip ping ${flag} +15550100` }],
      exit: 2,
    })
  }
  return { user, host: address?.host ?? null }
}
