/** A call to our own server that failed. `status` is null when it didn't answer at all. */
export class ServerError extends Error {
  readonly status: number | null

  constructor(message: string, status: number | null) {
    super(message)
    this.name = 'ServerError'
    this.status = status
  }
}

/** JSON from our own server. Raises ServerError with the server's own words where it gave some. */
export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error
    throw new ServerError('The server did not answer', null)
  })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok || body === null)
    throw new ServerError(messageOf(body) ?? `The server answered with status ${response.status}`, response.status)
  return body as T
}

function messageOf(body: unknown): string | null {
  const message = (body as { error?: { message?: unknown } } | null)?.error?.message
  return typeof message === 'string' ? message : null
}
