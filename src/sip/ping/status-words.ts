import type { Fix } from '../../core/failure.ts'

/** What is known of a call that was refused. */
export interface Refusal {
  status: number
  reason: string
  /** Reason and Warning headers. */
  remarks: readonly string[]
  /** Where a 3xx sends the caller. */
  redirects: readonly string[]
  password: 'asked' | 'given' | null
  /** Credentials were there to be given. */
  hasCredentials: boolean
  /** This machine as the server sees it. */
  seenAs: string | null
  /** The command that explains which trunk and rule such a call meets. */
  explain: Fix
}

/** What a final answer means: a code for programs, why it comes, and what to do. */
export interface Meaning {
  level: 'pass' | 'warn' | 'fail'
  code: string
  why: string
  fix: Fix[]
}

type Words = Omit<Meaning, 'level'> & { level?: Meaning['level'] }

const DOCTOR: Fix = { text: 'Look at the stack as it runs', command: 'voicectl doctor' }
const NUMBER: Fix = { text: 'Write the number as the other side has it: mostly E.164, such as +15550100' }
const BUSY: Words = { code: 'busy', why: 'The called side is busy, or takes no further calls.', fix: [{ text: 'Try again later' }] }

const BY_STATUS: Record<number, (refusal: Refusal) => Words> = {
  400: media,
  401: password,
  403: notAllowed,
  404: noRoute,
  407: password,
  408: unavailable,
  410: noRoute,
  415: media,
  480: unavailable,
  482: loop,
  484: () => ({ code: 'number-incomplete', why: 'The number is too short, or not written as the other side wants it.', fix: [NUMBER] }),
  486: busy,
  488: media,
  500: broken,
  503: overloaded,
  504: unavailable,
  600: () => BUSY,
  603: declined,
  604: noRoute,
  606: media,
  607: declined,
  608: declined,
}

/** What the final answer to a call means where it is no 200. */
export function meaningOf(refusal: Refusal): Meaning {
  const words = (BY_STATUS[refusal.status] ?? otherwise)(refusal)
  return { level: 'fail', ...words }
}

function password({ password: sent, hasCredentials, seenAs }: Refusal): Words {
  if (sent === 'given') {
    return {
      code: 'wrong-password',
      why: 'The user name or the password is another one there.',
      fix: [{ text: "Compare both with auth_username and auth_password of the trunk, or with the carrier's credentials" }],
    }
  }
  if (hasCredentials) {
    return {
      code: 'password-refused',
      why: 'A password was there, but it is asked for in no way that is known here: digest with MD5 or SHA-256.',
      fix: [{ text: `Have this machine allowed by its address instead${seenAs === null ? '' : `: ${seenAs}`}` }],
    }
  }
  return {
    level: 'pass',
    code: 'needs-password',
    why: 'SIP works, and the call met a trunk that is protected by a password, as it should be.',
    fix: [{ text: 'To go on: pass --username, and the password as VOICECTL_SIP_PASSWORD' }],
  }
}

function notAllowed({ seenAs }: Refusal): Words {
  return {
    code: 'not-allowed',
    why: 'The other side refuses this caller: its address is on no list there, the caller is not one of its numbers, or the number may not be called.',
    fix: [
      { text: `Have the address of this machine allowed there${seenAs === null ? '' : `: ${seenAs}`}` },
      { text: 'Or call as a number that is yours there, with --from' },
    ],
  }
}

function noRoute({ explain }: Refusal): Words {
  return {
    code: 'no-route',
    why: 'LiveKit says so where no trunk or dispatch rule takes the call; a carrier where it does not know the number.',
    fix: [explain, NUMBER],
  }
}

function busy({ reason, remarks, explain }: Refusal): Words {
  if ([reason, ...remarks].some((text) => /flood/i.test(text))) {
    return { code: 'no-rule', why: 'livekit-sip calls that a flood, but it means that no dispatch rule takes the call.', fix: [explain] }
  }
  // What livekit-sip says when it gives up a call that rang.
  if (/^rejected$/i.test(reason)) {
    return {
      code: 'given-up',
      why: 'livekit-sip gave the call up: no agent published audio in its time, or the room could not be joined (key, secret or ws_url of sip.yaml).',
      fix: [DOCTOR, explain],
    }
  }
  return BUSY
}

function media({ status, reason }: Refusal): Words {
  const isOther = status === 400 && !/^$|bad request/i.test(reason)
  return {
    code: isOther ? 'not-understood' : 'no-common-media',
    why: isOther
      ? 'The other side does not understand the request.'
      : 'No codec or encryption is common: this test offers PCMU and PCMA without encryption, and livekit-sip answers so where its trunk or rule wants others.',
    fix: [{ text: 'Set media encryption of the trunk or rule to allow, and list PCMU or PCMA among its codecs' }],
  }
}

function unavailable(): Words {
  return {
    code: 'unavailable',
    why: 'The called side is not there: not registered, switched off, or its gateway gets no answer.',
    fix: [{ text: 'Call another number that is known to answer' }, NUMBER],
  }
}

function loop(): Words {
  return {
    code: 'loop',
    why: 'The call came by twice: two SIP services share one Redis, or a trunk leads back to the server it comes from.',
    fix: [{ text: 'Run one livekit-sip for each Redis, and look at where the trunk leads' }],
  }
}

function declined(): Words {
  return {
    code: 'declined',
    why: 'The called side declines the call, as a person or as a filter does.',
    fix: [{ text: 'Call as another number, with --from' }],
  }
}

function broken(): Words {
  return {
    code: 'server-error',
    why: 'The other side failed while it handled the call; its log says how.',
    fix: [{ text: 'Read the log of livekit-sip, or ask the carrier with the time and the Call-ID' }, DOCTOR],
  }
}

function overloaded({ explain }: Refusal): Words {
  return {
    code: 'no-server',
    why: 'livekit-sip says so where livekit-server does not answer it (another Redis), where trunks or rules contradict one another, and LiveKit Cloud where the quota is used up; a carrier where it is overloaded.',
    fix: [DOCTOR, explain],
  }
}

function otherwise({ status, redirects }: Refusal): Words {
  if (status < 400) {
    const [host] = redirects
    const text = host === undefined ? 'Ask the other side where such calls are to go' : `Call there: ${host}`
    return { code: 'redirect', why: 'Calls for this number are to go elsewhere. A call is not sent on by itself here.', fix: [{ text }] }
  }
  const code = status >= 600 ? 'declined' : status >= 500 ? 'server-error' : 'rejected'
  return { code, why: 'The other side takes no such call.', fix: [{ text: 'Ask whoever runs it what this answer means there' }] }
}
