/** The server answered, but with something else than chat completions. */
export class NotAChatAnswer extends Error {}

/** The server closed its answer in order, but before the answer's end. */
export class CutAnswer extends Error {}

const EVENT_STREAM = /^text\/event-stream\b/i
const EVENT = /(?:^|[\r\n])data:/
/** A reason to finish, or OpenAI's last event. Servers send the one, the other or both. */
const END = /"finish_reason"\s*:\s*"|(?:^|[\r\n])data:\s*\[DONE\]/
/** More than the longest text that the patterns match. */
const CARRIED = 64

/**
 * fetch for OpenAI's client. The body of an answer raises NotAChatAnswer where it holds no events at all, whatever type it claims to have,
 * and CutAnswer where it ends before the answer does: the client would take both for a whole answer.
 */
export async function fetchChat(url: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init)
  const { status } = response
  // Taken from what fetch has decoded already.
  const headers = new Headers([...response.headers].filter(([name]) => name !== 'content-encoding' && name !== 'content-length'))
  if (!response.ok) return new Response(unwrapList(await response.text()), { status, headers })
  return new Response(response.body?.pipeThrough(watchEnd(headers.get('content-type') ?? '')) ?? null, { status, headers })
}

function watchEnd(type: string): TransformStream<Uint8Array, Uint8Array> {
  // All that is looked for is ASCII; Latin-1 has no characters of several bytes that a chunk could cut.
  const decoder = new TextDecoder('latin1')
  let tail = ''
  let hasEvents = EVENT_STREAM.test(type)
  let hasEnd = false
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk)
      const text = tail + decoder.decode(chunk)
      hasEvents ||= EVENT.test(text)
      hasEnd ||= END.test(text)
      tail = text.slice(-CARRIED)
    },
    flush() {
      if (!hasEvents) throw new NotAChatAnswer(type === '' ? 'It answered without a content type.' : `It answered with ${type}.`)
      if (!hasEnd) throw new CutAnswer('The stream ended without a finish_reason.')
    },
  })
}

/** Google wraps its error in a list, which the client would show as "no body". */
function unwrapList(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? JSON.stringify(value[0] ?? {}) : text
  } catch {
    return text
  }
}
