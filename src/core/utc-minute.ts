/** A time in ISO 8601 as people read it: `2026-11-26 20:30 UTC`. What is no time stays as it is. */
export function utcMinute(iso: string): string {
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? iso : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
