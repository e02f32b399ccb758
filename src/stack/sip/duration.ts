const UNITS = { h: 3600, m: 60, s: 1 } as const

/** `1m30s` as the protocol writes durations: `90s`. The text has the form of sipForms.duration. */
export function protocolDuration(text: string): string {
  let seconds = 0
  for (const [, amount = '', unit = 's'] of text.matchAll(/([\d.]+)([hms])/g)) seconds += Number(amount) * UNITS[unit as keyof typeof UNITS]
  const whole = Math.round(seconds * 1000) / 1000
  return `${Number.isInteger(whole) ? whole : whole.toFixed(3)}s`
}

/** The protocol's `90s` as people write it: `1m30s`. */
export function spokenDuration(text: string): string {
  const seconds = Number(text.replace(/s$/, ''))
  if (!Number.isInteger(seconds) || seconds < 60) return `${seconds}s`
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${hours ? `${hours}h` : ''}${minutes ? `${minutes}m` : ''}${rest ? `${rest}s` : ''}`
}
