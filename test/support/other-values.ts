/** A value as something else of its kind. */
export interface OtherValue {
  /** `other-host`, `other-port`, … */
  how: string
  value: string
}

interface Given {
  name: string
  path: string
  value: string
  type: 'string' | 'number' | 'boolean'
}

const SECRET_NAME = /secret|password|token|(^|_)keys?$|_key$/i

/** What a value is changed to: for each part that a slip or a stale copy gets wrong. Empty for what is no single value. */
export function otherValues(given: Given): OtherValue[] {
  const { name, path, value, type } = given
  if (value === '' || value.startsWith('${')) return []
  if (type === 'boolean') return [{ how: 'flip', value: value === 'true' ? 'false' : 'true' }]
  if (/^\d+$/.test(value) && /port|start|end|EXPOSE/i.test(name)) return [{ how: 'other-port', value: String(Number(value) + 13) }]
  if (type === 'number') return [{ how: 'other-number', value: String(Number(value) + 1) }]
  if (/^[a-z]+:\/\//.test(value)) return otherUrls(value)
  if (SECRET_NAME.test(name) || /(^|\.)keys\.|ST_/.test(path)) return otherSecrets(value)
  return otherTexts(value, path)
}

function otherUrls(value: string): OtherValue[] {
  const [, scheme = '', host = '', port, rest = ''] = /^([a-z]+):\/\/([^:/]+)(?::(\d+))?(.*)$/.exec(value) ?? []
  const schemes: Record<string, string> = { ws: 'wss', wss: 'ws', http: 'https', https: 'http' }
  const url = (changes: { scheme?: string; host?: string; port?: string; rest?: string }) => {
    const next = { scheme, host, port, rest, ...changes }
    return `${next.scheme}://${next.host}${next.port === undefined ? '' : `:${next.port}`}${next.rest}`
  }
  return [
    { how: 'other-scheme', value: url({ scheme: schemes[scheme] ?? 'ftp' }) },
    { how: 'no-scheme', value: url({}).replace(/^\w+:\/\//, '') },
    { how: 'other-host', value: url({ host: otherHost(host) }) },
    { how: 'other-port', value: url({ port: port === undefined ? '7443' : String(Number(port) + 13) }) },
    ...(port === undefined ? [] : [{ how: 'no-port', value: url({}).replace(`:${port}`, '') }]),
    { how: 'more-path', value: `${value}/rtc` },
  ]
}

function otherSecrets(value: string): OtherValue[] {
  return [
    { how: 'other-secret', value: shuffled(value) },
    { how: 'shorter', value: value.slice(0, Math.max(4, Math.floor(value.length / 4))) },
    { how: 'placeholder', value: 'changeme' },
  ]
}

function otherTexts(value: string, path: string): OtherValue[] {
  const mapping = /^(?:([\d.]+):)?(\d+(?:-\d+)?):(\d+(?:-\d+)?)(\/udp)?$/.exec(value)
  if (mapping) return otherMappings(mapping, value)
  const mount = /^(\.?[\w./-]+):(\/[\w./-]+)(:ro)?$/.exec(value)
  if (mount) {
    const [, from = '', to = '', mode = ''] = mount
    return [
      { how: 'other-source', value: `${from}-old:${to}${mode}` },
      { how: 'other-target', value: `${from}:${to}-old${mode}` },
    ]
  }
  const range = /^(\d+)-(\d+)$/.exec(value)
  if (range)
    return [
      { how: 'other-range', value: `${Number(range[1]) + 13}-${range[2]}` },
      { how: 'reversed', value: `${range[2]}-${range[1]}` },
    ]
  const address = /^(\[[^\]]+\]|[\w.-]*):(\d+)$/.exec(value)
  if (address) {
    const [, host = '', port = ''] = address
    return [
      ...(host === '' ? [] : [{ how: 'other-host', value: `${otherHost(host)}:${port}` }]),
      { how: 'other-port', value: `${host}:${Number(port) + 13}` },
    ]
  }
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(value)) return [{ how: 'other-host', value: otherHost(value) }]
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value)) return [{ how: 'other-host', value: otherHost(value) }]
  if (path.endsWith('image'))
    return [
      { how: 'other-name', value: value.replace(/^([\w./-]+)/, '$1-x') },
      { how: 'no-tag', value: value.replace(/:[^/]*$/, '') },
      { how: 'latest', value: value.replace(/:[^/]*$/, ':latest') },
    ]
  if (/^--|--\w/.test(value))
    return [
      { how: 'other-name', value: value.replace(/--(\w+)/, '--$1x') },
      { how: 'other-argument', value: `${value}x` },
    ]
  return [{ how: 'other-name', value: /^\+\d+$/.test(value) ? `${value.slice(0, -1)}0` : `${value}x` }]
}

function otherMappings([, host, from = '', to = '', protocol = '']: RegExpExecArray, value: string): OtherValue[] {
  const moved = (ports: string) =>
    ports.replace(/^\d+/, (first) => String(Number(first) + 13)).replace(/-(\d+)$/, (_, last: string) => `-${Number(last) + 13}`)
  const start = host === undefined ? '' : `${host}:`
  return [
    { how: 'other-published', value: `${start}${moved(from)}:${to}${protocol}` },
    { how: 'other-target', value: `${start}${from}:${moved(to)}${protocol}` },
    { how: 'other-protocol', value: protocol === '' ? `${value}/udp` : value.replace('/udp', '') },
    ...(host === undefined ? [] : [{ how: 'everywhere', value: `${from}:${to}${protocol}` }]),
  ]
}

function otherHost(host: string): string {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return host === '127.0.0.1' ? 'other-host' : '127.0.0.1'
  // A letter lost: another name would be somebody's, for all that files show.
  if (host.endsWith('.livekit.cloud')) return host.replace(/^(\w+)\w/, '$1')
  return host.includes('.') ? host.replace(/^[\w-]+/, '$&-old') : `${host}-old`
}

/** As random as before, and another one. */
function shuffled(value: string): string {
  const head = /^(API|ST_|sk_|gsk_|AIza|sk-proj-)?/.exec(value)?.[0] ?? ''
  return head + value.slice(head.length).split('').toReversed().join('')
}
