const MEBIBYTE = 1024 * 1024
/** A hundred thousand trunks and rules take less. */
const MOST_BYTES = 64 * MEBIBYTE

/** A body as text. Raises an Error for one that is larger than 64 MiB, which would fill the memory, and what the stream raises; the rest is not read then. */
export async function limitedText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > MOST_BYTES) throw new Error(`the answer is larger than ${MOST_BYTES / MEBIBYTE} MiB`)
  }
  return Buffer.concat(pieces).toString('utf8')
}
