import { networkInterfaces } from 'node:os'
import { errorCode } from '../fixes.ts'
import type { Probe, ProbeResult } from '../probe.ts'
import type { Subject } from '../subject.ts'
import { worstOf } from '../worst.ts'

/** Whether the public names lead to this host. */
export const probe: Probe = {
  id: 'dns.address',
  title: 'DNS of the public names',
  after: [],
  prodOnly: true,
  timeoutMs: 6000,
  needs: ({ domains, target }) => {
    if (target === 'cloud') return 'LiveKit Cloud has its own names'
    return domains.length === 0 ? 'this stack has no public name' : true
  },
  run: async (subject, tools, signal) => {
    const [own, ...found] = await Promise.all([
      tools.publicAddress(signal),
      ...subject.domains.map(async ({ name, of }) => ({ name, of, ...(await addresses(tools.resolve(name))) })),
    ])
    const nodeIps = (subject.media?.nodeIp ?? '').split(',').filter((address) => address !== '')
    const outside = [...new Set([...nodeIps, ...(own === null ? [] : [own])])]
    return worstOf(found.map((domain) => judge(domain, { outside, inside: localAddresses() })))
  },
}

interface Found {
  name: string
  of: Subject['domains'][number]['of']
  addresses: string[]
  /** Why there is none. */
  code: string | null
}

async function addresses(lookup: Promise<string[]>): Promise<Pick<Found, 'addresses' | 'code'>> {
  return lookup.then(
    (found) => ({ addresses: [...new Set(found)], code: null }),
    (error: unknown) => ({ addresses: [], code: errorCode(error) }),
  )
}

function judge({ name, of, addresses: seen, code }: Found, { outside, inside }: { outside: string[]; inside: string[] }): ProbeResult {
  const record = (address: string) => ({ text: `Point the A or AAAA record of ${name} to ${address}` })
  const [wanted] = outside
  if (code !== null && code !== 'ENOTFOUND') return { status: 'unknown', detail: `${name} could not be looked up (${code})` }
  if (code !== null || seen.length === 0) {
    return {
      status: 'fail',
      detail: `${name} has no address`,
      cause: 'Nobody can reach it, and no certificate is issued for it.',
      fix: [
        record(wanted ?? "this host's public address"),
        { text: 'See what the world sees', command: `dig +short ${name} A ${name} AAAA` },
      ],
    }
  }
  const ours = seen.filter((address) => outside.includes(address) || inside.includes(address))
  if (ours.length === seen.length) return { status: 'pass', detail: `${name} leads here (${seen.join(', ')})` }
  if (wanted === undefined) {
    return { status: 'unknown', detail: `${name} leads to ${seen.join(', ')}; this host's public address could not be learnt` }
  }
  const strangers = seen.filter((address) => !ours.includes(address)).join(', ')
  const fix = [record(wanted), { text: 'Or run doctor on the host it leads to', command: `ssh ${name} voicectl doctor --prod` }]
  if (ours.length > 0) {
    return {
      status: 'warn',
      detail: `${name} leads here and also to ${strangers}`,
      cause: 'Those who are sent to the other address reach another machine, or none.',
      fix,
    }
  }
  return {
    // A page may well be behind somebody's proxy; media can't.
    status: of === 'page' ? 'warn' : 'fail',
    detail: `${name} leads to ${strangers}, and this host is ${outside.join(', ')}`,
    cause: 'Callers reach another machine, and certificates for the name are issued there or not at all.',
    fix,
  }
}

function localAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addressesOf) => (addressesOf ?? []).map(({ address }) => address))
}
