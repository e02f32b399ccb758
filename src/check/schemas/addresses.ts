import { isCidr, isIpv4 } from './scalar-problem.ts'

/** True for an IPv4 address that TURN counts as restricted: private, loopback, link-local. */
export function isPrivateIp(ip: string): boolean {
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16'].some((network) => cidrContains(network, ip))
}

/** True where a network in CIDR form holds an IPv4 address. */
export function cidrContains(cidr: string, ip: string): boolean {
  const [network = '', bits = ''] = cidr.split('/')
  if (!isCidr(cidr) || !isIpv4(network) || !isIpv4(ip)) return false
  const size = 2 ** (32 - Number(bits))
  return Math.floor(numberOf(network) / size) === Math.floor(numberOf(ip) / size)
}

function numberOf(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}
