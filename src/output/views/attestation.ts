import type { CarrierWord } from '../../core/carrier-chain.ts'
import { printableLine } from '../../core/printable.ts'
import { utcMinute } from '../../core/utc-minute.ts'
import type { Style } from '../style.ts'
import { typed } from '../typed.ts'
import { wrapNotice } from '../wrap.ts'

/** Who says that a checklist is done, or that nobody does; `before` is said before a word that holds. */
export function attestationLine(attested: CarrierWord | null, before: string, { color, glyph, width }: Style): string {
  const done = `When all of it is done: ${typed('sip carrier apply --done')}`
  if (attested === null) return wrapNotice(done, width, 2)
  const word = `${printableLine(attested.by)} said at ${utcMinute(printableLine(attested.at))} that it is done`
  if (attested.isCurrent) return wrapNotice(`${color.green(glyph.ok)} ${before}${word}`, width, 2)
  return wrapNotice(`${color.yellow(glyph.warn)} ${word}; the list is another one since. ${done}`, width, 2)
}
