// What makes a terminal do something instead of showing a character: C0 but for tab and line feed, C1, and what turns the direction of text.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** Text of others without control characters. Without its first character an escape sequence is harmless, also when it comes in pieces. */
export function printable(text: string): string {
  return text.replaceAll(CONTROL, '')
}
