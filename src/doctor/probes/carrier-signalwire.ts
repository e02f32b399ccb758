import { accountVerdict, basic, carrierProbe, valueOf, type Carrier } from '../carrier-probe.ts'
import type { Probe } from '../probe.ts'

const PROJECT = ['SIGNALWIRE_PROJECT_ID', 'SIGNALWIRE_PROJECT']
const TOKEN = ['SIGNALWIRE_TOKEN', 'SIGNALWIRE_API_TOKEN']
const SPACE = ['SIGNALWIRE_SPACE', 'SIGNALWIRE_SPACE_URL']

/** SignalWire; the space is a name, a host or a URL, as people have it. */
export function signalwire(baseUrl: string | null = null): Carrier {
  return {
    id: 'signalwire',
    label: 'SignalWire',
    keyPage: 'the API page of your space',
    names: [PROJECT, TOKEN, SPACE],
    question: (env) => ({
      url: `${baseUrl ?? `https://${hostOf(valueOf(env, SPACE) ?? '')}`}/api/laml/2010-04-01/Accounts/${encodeURIComponent(valueOf(env, PROJECT) ?? '')}.json`,
      headers: basic(valueOf(env, PROJECT), valueOf(env, TOKEN)),
    }),
    verdict: accountVerdict,
  }
}

function hostOf(space: string): string {
  const host = space.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  return host.includes('.') ? host : `${host}.signalwire.com`
}

export const probe: Probe = carrierProbe(signalwire())
