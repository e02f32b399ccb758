import { lookup } from 'node:dns/promises'
import type { Tools } from './probe.ts'
import { bind } from './stun.ts'

/** Those that LiveKit itself asks. */
const STUN_SERVERS = [
  { host: 'stun.l.google.com', port: 19_302 },
  { host: 'global.stun.twilio.com', port: 3478 },
]
const PUBLIC_ADDRESS_MS = 2500
/** What is still busy after this is left behind: the answer is there, and nobody is to wait for what was only tidied up. */
const END_MS = 1000

/** The tools of one run, and its end: what was opened is closed, and no error of that matters any more. */
export function createTools(replaced: Partial<Omit<Tools, 'once' | 'atEnd'>> = {}): { tools: Tools; end(): Promise<void> } {
  const made = new Map<string, Promise<unknown>>()
  const steps: (() => Promise<unknown> | void)[] = []
  const tools: Tools = {
    now: () => Date.now(),
    resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    publicAddress: (signal) => tools.once('public address', () => publicAddress(signal)),
    ca: [],
    // What knows carriers and declared trunks is put in from above.
    carrierChain: () => Promise.resolve({ links: [], attested: null }),
    declaredSip: () => Promise.reject(new Error('nothing here can compare it')),
    ...replaced,
    once: <T>(key: string, make: () => Promise<T>): Promise<T> => {
      const known = made.get(key) ?? make()
      made.set(key, known)
      return known as Promise<T>
    },
    atEnd: (step) => void steps.push(step),
  }
  const end = async () => {
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(late.resolve, END_MS)
    await Promise.race([Promise.allSettled(steps.splice(0).map(async (step) => step())), late.promise])
    clearTimeout(timer)
  }
  return { tools, end }
}

/** What a STUN server out there sees of us: the first answer counts. */
async function publicAddress(signal: AbortSignal): Promise<string | null> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PUBLIC_ADDRESS_MS)])
  const asked = STUN_SERVERS.map(async (server) => (await bind({ ...server, transport: 'udp' }, limited)).address)
  return Promise.any(asked).catch(() => null)
}
