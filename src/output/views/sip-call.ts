import { printableLine } from '../../core/printable.ts'
import { shellWord } from '../../core/shell-word.ts'
import type { CallAnswer, HangUpAnswer, TransferAnswer } from '../../sip/calls/call-answer.ts'
import type { CallEvent } from '../../sip/calls/outbound-call.ts'
import type { Style } from '../style.ts'
import { typed } from '../typed.ts'

const LABEL_WIDTH = 12

/** How far a call has come, as one line. */
export function viewCallEvent(event: CallEvent, { color, glyph }: Style): string {
  const step = (text: string) => `${color.dim(glyph.bullet)} ${printableLine(text)}`
  switch (event.state) {
    case 'ready':
      return step(`${event.agent} is in ${event.room}`)
    case 'dialing':
      return step(`Dialing ${event.number}${event.from === null ? '' : ` from ${event.from}`}`)
    case 'ringing':
      return step('Ringing')
    case 'answered':
      return `${color.green(glyph.ok)} Answered after ${(event.afterMs / 1000).toFixed(1)} s`
    case 'ended':
      return `${color.green(glyph.ok)} The call is over after ${event.seconds} s: ${event.by === 'us' ? 'hung up here' : 'they hung up'}`
  }
}

/** What is needed to go on with a call; nothing more is said of one that is over. */
export function viewCall({ outcome, room, callId, participant }: CallAnswer, { color, glyph }: Style): string {
  if (outcome === 'ended') return ''
  if (outcome === 'interrupted') return `${glyph.bullet} Given up before anybody answered`
  const row = (label: string, value: string) => `  ${color.dim(label.padEnd(LABEL_WIDTH))} ${printableLine(value)}`
  return [
    row('room', room),
    row('call', callId ?? ''),
    row('participant', participant),
    row('hang up', typed(`sip hangup ${shellWord(room)}`)),
  ].join('\n')
}

export function viewTransfer({ participant, to, target }: TransferAnswer, { color, glyph }: Style): string {
  return `${color.green(glyph.ok)} ${printableLine(participant)} is transferred to ${target ?? printableLine(to)}`
}

export function viewHangUp({ room, participant }: HangUpAnswer, { color, glyph }: Style): string {
  const what = participant === null ? `${printableLine(room)} is ended for all` : `${printableLine(participant)} is hung up on`
  return `${color.green(glyph.ok)} ${what}`
}
