import { z } from 'zod'
import { CONSENT_EXPECTED, isTimeZone, QUIET_END_EXPECTED, sipForms, TIME_ZONE_EXPECTED } from './forms.ts'

const file = z.string().min(1)
const time = z.string().regex(...sipForms.time)

const quietHours = z
  .strictObject({
    from: time.describe('When they begin.'),
    to: time.describe('When they end, on the next day where that is earlier.'),
    timeZone: z.string().refine(isTimeZone, TIME_ZONE_EXPECTED).describe('Whose clock counts: that of the people who are called.'),
  })
  .check((ctx) => {
    if (ctx.value.from === ctx.value.to) ctx.issues.push({ code: 'custom', path: ['to'], message: QUIET_END_EXPECTED, input: ctx.value.to })
  })
  .optional()
  .describe('When nobody is called; `voicectl sip call --ignore-quiet-hours` does it all the same.')

/** What has to be so before somebody is called: `sip.calling` of voicectl.yaml. */
export const callingSchema = z
  .strictObject({
    doNotCall: file.optional().describe('File of numbers that are never called, one a line; # begins a comment. Relative to this folder.'),
    consent: z
      .union([file, z.strictObject({ required: z.literal(true).describe('It is said of each call how they agreed.') })], {
        error: CONSENT_EXPECTED,
      })
      .optional()
      .describe(
        'File of numbers whose owners have agreed to be called; {required: true}: `voicectl sip call --consent` says it of each call.',
      ),
    quietHours,
  })
  .optional()
  .describe('Who may be called, and when.')
