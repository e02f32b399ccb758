import { APIConnectionError, APIStatusError } from '@livekit/agents'
import { maskSecrets } from '../../core/mask.ts'
import { printable } from '../../core/printable.ts'

export interface StreamRequest {
  url: string
  headers: Record<string, string>
  /** Sent as JSON. */
  body: unknown
  signal: AbortSignal
  /** Never appears in an error. */
  key: string | null
}

const LONGEST_REASON = 200

/** Posts JSON and yields the body of the answer as it comes. Ends when `signal` aborts; raises APIStatusError or APIConnectionError. */
export async function* postForStream({ url, headers, body, signal, key }: StreamRequest): AsyncGenerator<Buffer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal,
    })
    if (!response.ok) {
      const message = maskSecrets(reasonIn(await response.text()), key === null ? [] : [key])
      throw new APIStatusError({ message, options: { statusCode: response.status } })
    }
    for await (const chunk of response.body ?? []) yield Buffer.from(chunk)
  } catch (error) {
    if (signal.aborted) return
    if (error instanceof APIStatusError) throw error
    throw new APIConnectionError({ message: causeOf(error) })
  }
}

/** The message inside of an error's JSON body, else the body's beginning. */
function reasonIn(text: string): string {
  try {
    const { error, detail, message } = JSON.parse(text) as { error?: { message?: unknown }; detail?: unknown; message?: unknown }
    const found = error?.message ?? (detail as { message?: unknown } | undefined)?.message ?? detail ?? message
    if (typeof found === 'string') return printable(found).slice(0, LONGEST_REASON)
  } catch {
    // Not JSON: shown as it is.
  }
  return printable(text.replaceAll(/\s+/g, ' ')).slice(0, LONGEST_REASON)
}

/** fetch says only `fetch failed`; what happened is in its cause. */
function causeOf(error: unknown): string {
  const { message, cause } = error as Error
  const { code, message: inner } = (cause ?? {}) as { code?: string; message?: string }
  return inner ? `${inner}${code && !inner.includes(code) ? ` (${code})` : ''}` : code ? `${message} (${code})` : message
}
