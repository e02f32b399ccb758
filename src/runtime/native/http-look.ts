const TIMEOUT_MS = 2000

export interface HttpLook {
  status: number
  json: unknown
}

/** One GET on this machine: status and body, or in words why there is no answer. */
export async function look(url: string, signal: AbortSignal): Promise<HttpLook | { detail: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]), redirect: 'manual' })
    const text = await response.text()
    return { status: response.status, json: parse(text) }
  } catch (error) {
    const { cause, message } = error as Error
    return { detail: `${url} does not answer (${(cause as NodeJS.ErrnoException | undefined)?.code ?? message})` }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
