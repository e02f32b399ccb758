/** True for host names and addresses that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** Where this machine reaches a server bound to `host`: a wildcard address isn't one to connect to. */
export function localAddress(host: string): string {
  return host === '0.0.0.0' || host === '::' || isLoopback(host) ? '127.0.0.1' : host
}
