/** Names that resolve inside a network of one's own only. */
const LOCAL_NAMES = /(?:^|\.)(?:local|localhost|internal|intranet|lan|home|private|test|svc|home\.arpa|cluster\.local)$/
const PRIVATE_IP = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/

/** True for the names and addresses of the machine, or the container, itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.endsWith('.localhost') || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** True where it stands for every address of a machine: to bind to, not to connect to. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** True for Docker's names of the machine that containers run on. */
export function isDockerHost(host: string): boolean {
  return host === 'host.docker.internal' || host === 'gateway.docker.internal' || host === 'host.containers.internal'
}

/** True for one label without dots, as containers are called. */
export function isContainerName(host: string): boolean {
  return /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/i.test(host) && !isLoopback(host)
}

/** True for names and addresses that the internet can reach. */
export function isPublic(host: string): boolean {
  if (isLoopback(host) || isWildcard(host)) return false
  if (IPV4.test(host)) return !PRIVATE_IP.test(host)
  if (host.includes(':')) return !/^f[cde]/i.test(host)
  return host.includes('.') && !LOCAL_NAMES.test(host.toLowerCase().replace(/\.$/, ''))
}

/** True for hosts of LiveKit Cloud. */
export function isCloud(host: string): boolean {
  return host.toLowerCase().endsWith('.livekit.cloud')
}

/** `my-project.livekit.cloud`, and no word in it that somebody thought of or a service made up. */
const MINE =
  /^my(?:[-_.](?:livekit|lk|project|app|host|domain|server|site|company|org|subdomain|name|url|instance|redis|cloud|com|net|io|ai|dev))+$/i

/** True for names out of guides that nobody's server has. */
export function isPlaceholderHost(host: string): boolean {
  return (
    /[<>[\]{}]/.test(host) ||
    /^(?:your|example|replace|change|todo|xxx|placeholder)\b[-_.]?/i.test(host) ||
    MINE.test(host) ||
    /^(?:redis|livekit|sip|db|database)\.host$/i.test(host) ||
    /(?:^|\.)(?:your-?[\w-]+|host(?:name)?)$/i.test(host)
  )
}
