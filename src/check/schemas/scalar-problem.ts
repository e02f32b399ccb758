import type { ConfigNode } from '../config-node.ts'
import { goScalar, isDuration, type GoScalar } from './go-scalar.ts'
import type { Scalar, Shape } from './shape.ts'

type ScalarContent = Extract<ConfigNode['content'], { kind: 'scalar' }>

const BITS: Partial<Record<Scalar, number>> = { int: 64, int32: 32, int64: 64, uint: 64, uint8: 8, uint16: 16, uint32: 32, uint64: 64 }
/** YAML 1.1's words; Go takes them where a boolean is wanted, also in quotes, while it takes no "true" in quotes. */
const WORDS = /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/

type Judge = (scalar: GoScalar, raw: string, quoted: boolean) => string | null

const JUDGES: Partial<Record<Scalar, Judge>> = {
  any: () => null,
  string: () => null,
  bool: ({ type }, raw) => (type === 'bool' || WORDS.test(raw) ? null : 'true or false, without quotes'),
  duration: ({ type }, raw) => (type === 'string' && isDuration(raw) ? null : 'a duration with its unit, such as 30s'),
  float: ({ type }) => (type === 'int' || type === 'float' ? null : 'a number without quotes'),
  'port-range': (_, raw) => portRangeProblem(raw),
  'node-ip': (_, raw) => nodeIpProblem(raw),
  'message-uint32': (_, raw) => messageNumberProblem(goScalar(raw, false)),
  'message-bool': (_, raw, quoted) => ((raw === 'true' || raw === 'false') && !quoted ? null : 'true or false, without quotes'),
  'message-enum': (_, raw) =>
    goScalar(raw, false).type === 'int' || /^[A-Z]+(_[A-Z]+)+$/.test(raw) ? null : 'a name of the protocol, such as JRP_NEVER',
}

/** What the value would have to be, or null where it is. A value that is left empty keeps the default, but for messages. */
export function scalarProblem(content: ScalarContent, shape: Shape): string | null {
  const { raw, quoted = false } = content
  const scalar: GoScalar = content.value === null && !quoted ? { type: 'null' } : goScalar(raw, quoted)
  if (scalar.type === 'null' && !(typeof shape === 'string' && shape.startsWith('message-'))) return null
  if (Array.isArray(shape)) return 'a list'
  if (typeof shape !== 'string') return 'a block of settings'
  const judge = JUDGES[shape]
  return judge ? judge(scalar, raw, quoted) : integerProblem(scalar, shape)
}

function integerProblem(scalar: GoScalar, name: Scalar): string | null {
  const bits = BITS[name] ?? 64
  const signed = !name.startsWith('u')
  const least = signed ? -(2n ** BigInt(bits - 1)) : 0n
  const most = signed ? 2n ** BigInt(bits - 1) - 1n : 2n ** BigInt(bits) - 1n
  // A fraction is cut off.
  const value =
    scalar.type === 'int'
      ? scalar.value
      : scalar.type === 'float' && Number.isFinite(scalar.value)
        ? BigInt(Math.trunc(scalar.value))
        : null
  if (value !== null && value >= least && value <= most) return null
  const range = signed ? '' : bits < 64 ? ` from 0 to ${most}` : ' of at least 0'
  return `a whole number${range} without quotes`
}

function messageNumberProblem(scalar: GoScalar): string | null {
  const value =
    scalar.type === 'int' ? scalar.value : scalar.type === 'float' && Number.isInteger(scalar.value) ? BigInt(scalar.value) : null
  return value !== null && value >= 0n && value < 2n ** 32n ? null : 'a whole number from 0 to 4294967295'
}

function portRangeProblem(raw: string): string | null {
  if (raw === '') return null
  const parts = raw.split('-').map((part) => part.replaceAll(/^ +| +$/g, ''))
  if (!raw.includes('-')) return /^\+?\d{1,18}$/.test(raw) ? null : 'a port, or a range such as 7882-7892'
  if (parts.length !== 2 || !parts.every((part) => /^\+?\d{1,18}$/.test(part))) return 'a port, or a range such as 7882-7892'
  return Number(parts[1]) > Number(parts[0]) ? null : 'a range whose last port is above its first'
}

function nodeIpProblem(raw: string): string | null {
  if (raw === '') return null
  const parts = raw.split(',').map((part) => part.replaceAll(/^ +| +$/g, ''))
  const [v4, v6] = [parts.filter((part) => isIpv4(part)), parts.filter((part) => isIpv6(part))]
  const fits = v4.length + v6.length === parts.length && v4.length <= 1 && v6.length <= 1
  return fits ? null : 'an IP address, or an IPv4 and an IPv6 address with a comma between'
}

/** True for an IPv4 address in dots. */
export function isIpv4(text: string): boolean {
  return /^((0|[1-9]\d{0,2})\.){3}(0|[1-9]\d{0,2})$/.test(text) && text.split('.').every((part) => Number(part) <= 255)
}

/** True for an IPv6 address without a zone. */
export function isIpv6(text: string): boolean {
  if (!text.includes(':') || text.includes('%') || text.split('::').length > 2 || text.includes(':::')) return false
  const dotted = /^(.*:)([\d.]+)$/.exec(text)
  if (text.includes('.') && !(dotted && isIpv4(dotted[2] ?? ''))) return false
  const groups = text.replace(/[\d.]*\.[\d.]*$/, '0:0').split(':')
  const filled = groups.filter((group) => group !== '')
  if (!filled.every((group) => /^[\da-fA-F]{1,4}$/.test(group))) return false
  return text.includes('::') ? filled.length <= 7 && !/^:[^:]|[^:]:$/.test(text) : filled.length === 8 && groups.length === 8
}

/** True for an address with a prefix length, as net.ParseCIDR takes it. */
export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/')
  if (more.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(bits)) return false
  return (isIpv4(address) && Number(bits) <= 32) || (isIpv6(address) && Number(bits) <= 128)
}
