import type { Row } from './harmless-mutations.ts'

/** Those of the sip block in voicectl.yaml. */
export const sipRows: Row[] = [
  {
    what: /^self-hosted voicectl\.yaml sip(\.(outbound|dispatch|dispatch\[\d\]))?$/,
    how: /^drop$/,
    verdict: 'live',
    because: 'what is not declared may be on the server, or not wanted',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.(in|out)bound\[0\]\.numbers\[0\]$/,
    how: /^other-name$/,
    verdict: 'live',
    because: 'only the carrier knows the numbers',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.inbound\[0\]\.numbers(\[0\])?$/,
    how: /^drop$/,
    verdict: 'live',
    because: 'only the carrier knows the numbers; without any the trunk takes all, with its password',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.inbound\[0\]\.allowedAddresses$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'the password still keeps strangers out',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.(in|out)bound\[0\]\.(authUsername|address)$/,
    how: /^other-(name|host)$/,
    verdict: 'live',
    because: 'only the carrier knows its users and hosts',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.outbound\[0\]\.transport$/,
    how: /^drop$/,
    verdict: 'live',
    because: 'only the carrier knows which it wants',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.inbound\[0\]\.ringingTimeout$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'the default is longer',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.(outbound\[0\]|dispatch\[\d\])\.(name|rule\.individual\.roomPrefix)$/,
    how: /^other-name$/,
    verdict: 'harmless',
    because: 'a name for people, or of rooms',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.dispatch\[\d\]\.rule\.individual\.roomPrefix$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'a name for people, or of rooms',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.dispatch\[0\]\.numbers$/,
    how: /^drop$/,
    verdict: 'live',
    because: 'only its author knows whom a rule is for',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.dispatch\[0\]\.agents$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: "the stack's own agent is asked for",
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.dispatch\[0\]\.(agents\[0\]\.)?metadata$/,
    how: /^drop$/,
    verdict: 'live',
    because: 'only its author knows which specialist is wanted',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.dispatch\[1\]\.trunks$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'the pin still keeps strangers out',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.dispatch\[1\]\.rule\.individual\.pin$/,
    how: /^drop$/,
    verdict: 'live',
    because: 'only its author knows that a pin is wanted',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.dispatch\[1\]\.roomConfig\.emptyTimeout$/,
    how: /^other-number$/,
    verdict: 'harmless',
    because: 'how long an empty room stays',
  },
  {
    what: /^self-hosted voicectl\.yaml sip\.dispatch\[1\]\.roomConfig$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'how long an empty room stays',
  },
  {
    what: /^self-hosted \.env (TWILIO_PASSWORD|CALL_PIN)$/,
    how: /^other-(secret|name)$/,
    verdict: 'live',
    because: 'only the carrier and the callers know it',
  },
]
