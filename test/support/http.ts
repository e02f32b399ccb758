import { request } from 'node:http'

export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

export interface HttpQuestion {
  method?: string
  /** Sent as it is: also a forged Host, an Origin, a path with dots, which `fetch` would mend or refuse. */
  headers?: Record<string, string>
  body?: string
}

/** One plain HTTP request to a port of this machine. */
export function ask(port: number, path: string, { method = 'GET', headers = {}, body }: HttpQuestion = {}): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
