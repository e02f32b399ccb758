/** How a call to somebody ended that was not answered. */
export interface SipStatusWords {
  /** Three digits, as the other side gave them. */
  code: number
  /** What happened, for whoever called: lower case, without a full stop. */
  words: string
  /** Why that is so, where the code alone tells. */
  why: string
  /** What mends it; null where only the other side can. */
  fix: string | null
  /** True where the same call may go well later. */
  retryable: boolean
}

type Entry = readonly [words: string, why: string, fix: string | null, retryable?: boolean]

const PASSWORD: Entry = [
  'the carrier wants a password',
  'The trunk has none, or another one.',
  "Set authUsername and authPassword of the outbound trunk to the carrier's",
]

const STATUSES: Readonly<Record<number, Entry>> = {
  400: [
    'the carrier does not understand the call',
    'A number or a header has a form that it does not take.',
    'Write both numbers as E.164, such as +15105550100',
  ],
  401: PASSWORD,
  402: ['the carrier wants to be paid', 'The account has no credit.', 'Top up the account at the carrier'],
  403: [
    'the carrier does not allow the call',
    'Most often the number it comes from is not one of the account, the country is not enabled, or the password is wrong.',
    "Call from a number that the carrier has given you; look at its permissions for the called country, and at the trunk's password",
  ],
  404: [
    'the number does not exist',
    'The carrier knows no such number, or wants it in another form.',
    'Look at the number; write it as E.164',
  ],
  405: [
    'the carrier does not take calls there',
    'The address leads to something else than a SIP trunk.',
    'Look at the address of the outbound trunk',
  ],
  407: PASSWORD,
  408: [
    'the other side did not answer in time',
    'The carrier reached nobody, or the trunk leads nowhere.',
    'Try again; if it stays, look at the address of the outbound trunk',
    true,
  ],
  410: ['the number is no longer in service', 'It has been given back.', null],
  415: [
    'the carrier takes no such sound',
    'There is no codec that both sides have.',
    'Set media.codecs of the outbound trunk to PCMU or PCMA',
  ],
  420: ['the carrier lacks an extension', 'It was asked for something that it does not know.', null],
  480: [
    'nobody can be reached there now',
    'The telephone is off or out of reach, or it does not disturb its owner.',
    'Try again later',
    true,
  ],
  481: ['the call is over on the other side', 'It was ended while this was asked.', null],
  482: [
    'the call came back to where it began',
    'Two services share one trunk, or a call is forwarded to itself.',
    'Let one livekit-sip serve this Redis, and look at forwarding',
  ],
  483: ['the call was passed on too often', 'It is forwarded in a circle.', 'Look at the forwarding of that number'],
  484: ['the number is not complete', 'Digits are missing.', 'Write it as E.164, with country and area code'],
  486: ['the line is busy', 'Somebody speaks there, or declined the call.', 'Try again later', true],
  487: ['the call was given up before it was answered', 'Whoever called has hung up, or the time to ring was over.', null, true],
  488: [
    'the carrier does not take the sound that was offered',
    'Codecs or encryption do not fit.',
    'Set media of the outbound trunk: PCMU or PCMA, and the encryption that the carrier wants',
  ],
  500: ['the carrier failed', 'It says of itself that it has a fault.', 'Try again; if it stays, ask the carrier', true],
  501: ['the carrier can not do that', 'It does not know this kind of request.', null],
  502: ['a line behind the carrier failed', 'It got no sensible answer from the next network.', 'Try again later', true],
  503: [
    'the carrier takes no more calls now',
    'It is overloaded, or the account has reached the calls it may place at one time or in a second.',
    'Try again later, or raise the limits at the carrier',
    true,
  ],
  504: ['a line behind the carrier did not answer in time', 'The next network is slow or gone.', 'Try again later', true],
  513: ['the call is too large for the carrier', 'Too many headers, over UDP.', 'Set transport: tcp on the outbound trunk'],
  600: ['the line is busy everywhere', 'All telephones of that number are in use.', 'Try again later', true],
  603: ['the call was declined', 'Somebody refused it, or a filter against unwanted calls did.', null],
  604: ['the number does not exist anywhere', 'No network knows it.', 'Look at the number'],
  607: ['the call is unwanted', 'Whoever is called has marked calls of this number so.', 'Do not call that number again'],
  608: [
    'an analysis refused the call as unwanted',
    'The network took the calling number for one that sends spam.',
    'Have your number registered at the carrier',
  ],
}

const CLASSES: Readonly<Record<number, Entry>> = {
  3: ['the number has moved', 'The carrier names another address.', 'Call that one'],
  4: ['the carrier refuses the call', 'It gives no reason beyond its code.', 'Ask the carrier what its code means'],
  5: ['the carrier failed', 'It gives no reason beyond its code.', 'Try again later', true],
  6: ['nobody there takes the call', 'It gives no reason beyond its code.', null],
}

/** What a final SIP status says, in words that a person understands; codes that are not in the table are told by their class. */
export function sipStatusWords(code: number): SipStatusWords {
  const entry = STATUSES[code] ?? CLASSES[Math.floor(code / 100)] ?? ['the call failed', 'No reason is known.', null]
  const [words, why, fix, retryable = false] = entry
  return { code, words, why, fix, retryable }
}
