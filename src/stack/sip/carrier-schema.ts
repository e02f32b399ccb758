import { z } from 'zod'
import { forms } from '../forms.ts'
import { carrierProviders } from './carrier-names.ts'
import { reference, texts } from './fields.ts'
import { sipForms } from './forms.ts'

const port = z.int().min(1).max(65_535)
const plain = z.string().min(1)

const credentials = z
  .strictObject({
    account: plain.optional().describe('Twilio: the account SID. SignalWire: the project. ${TWILIO_ACCOUNT_SID}, ${SIGNALWIRE_PROJECT_ID}'),
    key: reference.optional().describe('Twilio: an API key in place of the account’s own token. ${TWILIO_API_KEY}'),
    secret: reference
      .optional()
      .describe('Token or API key. ${TWILIO_AUTH_TOKEN} (or ${TWILIO_API_SECRET} of a key), ${SIGNALWIRE_API_TOKEN}, ${TELNYX_API_KEY}'),
    space: plain.optional().describe('SignalWire: the space, as a name or host. ${SIGNALWIRE_SPACE}'),
  })
  .optional()
  .describe("What the carrier's API is asked with, where the names in .env are not the usual ones.")

const outbound = z
  .strictObject({
    trunk: plain.optional().describe('The outbound trunk of sip.outbound that leads to this carrier; the only one unless given.'),
    username: plain.optional().describe("The user that the carrier lets call; the outbound trunk's authUsername unless given."),
    password: reference.optional().describe("Its password; the outbound trunk's authPassword unless given."),
    domain: z
      .string()
      .regex(...forms.host)
      .optional()
      .describe(
        'Where the carrier takes your calls. Twilio: a name of your choice that ends with .pstn.twilio.com. SignalWire and Telnyx have one of their own.',
      ),
    allowedAddresses: texts
      .optional()
      .describe('Addresses and networks that calls may come from; those of LiveKit Cloud unless given for target cloud with SignalWire.'),
    destinations: z
      .array(z.string().regex(...sipForms.country))
      .min(1)
      .optional()
      .describe('Telnyx: countries that may be called; US and CA unless given.'),
    concurrentCalls: z.int().min(1).max(10_000).optional().describe('Telnyx: calls at one time.'),
    dailyLimit: z.number().min(0).max(1_000_000).optional().describe('Telnyx: US dollars a day.'),
  })
  .optional()
  .describe('Calls to the telephone network; without it the carrier is set up for incoming calls only.')

/** `sip.carrier` of voicectl.yaml: what `voicectl sip carrier apply` makes of the account at the carrier. */
export const carrierSchema = z
  .strictObject({
    provider: z.enum(carrierProviders).describe('Whose numbers they are; other: one that voicectl has a checklist for only.'),
    name: z
      .string()
      .regex(...sipForms.carrierName)
      .optional()
      .describe("What the carrier's side of it is called there, by which it is found again; the stack's name unless given."),
    credentials,
    numbers: texts
      .min(1)
      .optional()
      .describe('Numbers with + and country code that lead here; all numbers of the inbound trunks unless given.'),
    sipHost: z
      .string()
      .regex(...sipForms.sipHost)
      .optional()
      .describe(
        'Where calls go: livekit.domain unless given. LiveKit Cloud: ….sip.livekit.cloud, the SIP URI of the project without sip:.',
      ),
    port: port.optional().describe('SIP port there; 5060, or 5061 for TLS, unless given.'),
    transport: z.enum(['udp', 'tcp', 'tls']).optional().describe('How calls come; tcp, or tls where secure, unless given.'),
    secure: z.boolean().default(false).describe('TLS for signalling and SRTP for the sound, in both directions.'),
    region: plain
      .optional()
      .describe(
        'Twilio: the edge that calls come from, such as ashburn or frankfurt. Telnyx: US, Europe or Australia. The carrier’s choice unless given.',
      ),
    transfers: z
      .enum(['disable-all', 'enable-all', 'sip-only'])
      .optional()
      .describe('Twilio: whether calls may be transferred away by SIP REFER; left as it is unless given.'),
    networks: texts
      .min(1)
      .optional()
      .describe(
        "The carrier's networks that calls come from, where they are not those that voicectl knows; one address or network an entry.",
      ),
    outbound,
    baseUrl: z
      .string()
      .regex(...forms.httpUrl)
      .optional()
      .describe("The API to ask instead of the carrier's own: a proxy, or a double in a test. https://, or http:// on this machine."),
  })
  .describe('The company that carries the calls: trunk, numbers and credentials, as they are to be in your account there.')

export type CarrierConfig = z.output<typeof carrierSchema>
