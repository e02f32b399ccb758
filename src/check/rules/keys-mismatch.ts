import { mismatches, type Mismatch, type Verdict } from '../keys/compare.ts'
import { listed, placesOf, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import type { ApiPairFact } from '../facts.ts'

const WHY: Record<Verdict, string> = {
  'unknown-key':
    'The server answers 401 `invalid API key`: nothing that signs with this key connects, no call is answered and no recording starts.',
  'wrong-secret':
    'The server answers 401, as the signature is invalid: nothing that signs with this secret connects, no call is answered and no recording starts.',
  'cloud-url': 'LiveKit Cloud knows only the keys of its own projects and answers 401.',
  'same-key': 'A key has one secret; whichever of the programs has the other one is answered 401 and never connects.',
  'same-secret': 'A secret belongs to one key; whichever of the programs has the other key is answered 401 and never connects.',
}

export const rule: Rule = {
  id: 'keys.mismatch',
  severity: 'error',
  summary: 'an API key or secret that the LiveKit server does not know, or that another program has otherwise',
  story: `Every program that talks to LiveKit (agent, page, SIP, egress, dashboard) signs a token with an API key and its secret. The server takes the token when the key is in its \`keys\` and the signature is made with that key's secret. There is no other way in.

The server says 401 and little else: \`invalid API key\` where the key is unknown, a signature that is invalid where the secret is another one. livekit-sip and livekit-egress start all the same, and fail on the first call. The agent retries and stays unregistered, so that callers hear ringing.

Put one pair into all places, best by stating it once: in .env, and \`\${LIVEKIT_API_KEY}\` everywhere else. A pair of LiveKit Cloud works with its project's URL only, a pair of livekit.yaml with that server only.

To be sure: \`voicectl check\` finds nothing, and \`voicectl doctor\` shows that the server takes the key.`,
  *find(facts) {
    for (const mismatch of mismatches(facts)) yield hit(mismatch)
  },
}

function hit({ verdict, clients, others }: Mismatch): Hit {
  const files = listed(clients.map((client) => fileOf(client, verdict)))
  const against = listed(others.map((other) => fileOf(other, verdict)))
  const part = verdict === 'wrong-secret' || verdict === 'same-key' ? 'secret' : 'key'
  const [mine, theirs] = [clients, others].map((pairs) => placesOf(...pairs.map((pair) => pair[part] ?? pair.key)))
  // Where several programs agree and the only entry of the server doesn't, it is the entry that is wrong.
  const serverIsWrong = clients.length > 1 && others.length === 1 && others[0]?.side === 'server' && verdict !== 'cloud-url'
  const places = uniquePlaces(serverIsWrong ? [...(theirs ?? []), ...(mine ?? [])] : [...(mine ?? []), ...(theirs ?? [])])
  const all = listed([...clients, ...others].map((pair) => fileOf(pair, verdict)))
  return { message: message(verdict, { files, against, all }), why: WHY[verdict], fix: { text: fix(verdict, { files, all }) }, places }
}

interface Files {
  /** Of what is wrong, of what it contradicts, and of both. */
  files: string
  against: string
  all: string
}

function message(verdict: Verdict, { files, against, all }: Files): string {
  if (verdict === 'unknown-key') return `The LiveKit API key in ${files} is not among the server's keys in ${against}`
  if (verdict === 'wrong-secret') return `The LiveKit API secret in ${files} is not the one that ${against} has for this key`
  if (verdict === 'cloud-url') return `${files} has a LiveKit Cloud URL with a key of the server in ${against}`
  if (verdict === 'same-key') return `${all} ${plural(all)} one LiveKit API key with different secrets`
  return `${all} ${plural(all)} one LiveKit API secret with different keys`
}

/** Several files have, one has. */
function plural(all: string): string {
  return all.includes(' and ') ? 'have' : 'has'
}

function fix(verdict: Verdict, { files, all }: Omit<Files, 'against'>): string {
  if (verdict === 'cloud-url')
    return `Set LIVEKIT_URL in ${files} to the own server, or take key and secret from the Cloud project's settings`
  if (verdict === 'same-key' || verdict === 'same-secret') return `Put the pair that the server knows into ${all}`
  return `Put one key and secret into ${all}`
}

/** The file in which the part that differs is written. */
function fileOf(pair: ApiPairFact, verdict: Verdict): string {
  const part = verdict === 'wrong-secret' || verdict === 'same-key' ? pair.secret : pair.key
  return placesOf(part ?? pair.key)[0]?.file ?? pair.at.file
}
