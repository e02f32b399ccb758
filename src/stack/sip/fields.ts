import { z } from 'zod'
import { METADATA_EXPECTED, sipForms } from './forms.ts'

export const reference = z.string().regex(...sipForms.reference)
export const duration = z.string().regex(...sipForms.duration)
export const texts = z.array(z.string().min(1))
export const textMap = z.record(z.string().min(1), z.string())
/** Text as it is, or an object that becomes JSON text. */
export const metadata = z.union([z.string(), z.record(z.string(), z.json())], { error: METADATA_EXPECTED })

export const name = z
  .string()
  .regex(...sipForms.resourceName)
  .describe('How it is found again on the server; unique among its kind.')
export const id = z
  .string()
  .min(1)
  .optional()
  .describe("The server's id, where the name alone does not find it: it is renamed, or has no name yet.")

export const media = z
  .strictObject({
    codecs: z
      .array(
        z.strictObject({
          name: z.string().min(1).describe('PCMU, PCMA, G722, telephone-event …'),
          rate: z.int().min(0).max(384_000).optional().describe('Hz.'),
        }),
      )
      .optional()
      .describe('Codecs, the preferred one first.'),
    onlyListedCodecs: z.boolean().optional().describe('Offers no other codec.'),
    encryption: z.enum(['disable', 'allow', 'require']).optional().describe('SRTP.'),
    mediaTimeout: duration.optional().describe('Silence on the line after which the call ends; 10m at most.'),
  })
  .optional()
  .describe('Codecs and encryption; livekit-server 1.12 or newer.')

/** What both kinds of trunk have. */
export const trunkFields = {
  name,
  id,
  metadata: metadata.optional().describe('Text or an object, for whoever reads the trunk; neither callers nor agents get it.'),
  authUsername: z.string().min(1).optional().describe('With authPassword; neither alone has an effect.'),
  authPassword: reference.optional().describe('The name in .env that holds it: ${SIP_PASSWORD}.'),
  headers: textMap.optional().describe('Sent to the carrier: with the answer to a call, or with the call. Values may be names in .env.'),
  headersToAttributes: textMap.optional().describe('SIP headers that become attributes of the participant: header: attribute.'),
  attributesToHeaders: textMap.optional().describe('Attributes that are sent as headers when a call ends: attribute: header.'),
  includeHeaders: z
    .enum(['none', 'x', 'all'])
    .optional()
    .describe('Further headers that become attributes: those that begin with X-, or all.'),
  media,
}
