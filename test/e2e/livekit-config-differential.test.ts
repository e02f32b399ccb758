import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/check/check.ts'
import type { Source } from '../../src/check/source.ts'
import { configs } from '../support/livekit-configs/arbitrary.ts'
import { serverVerdict } from '../support/livekit-configs/verdict.ts'
import { findLiveKitServer, lacksLiveKit } from '../support/livekit-server.ts'

const SEED = Number(process.env['VOICECTL_TEST_SEED'] ?? 20_261_122)
const RUNS = Number(process.env['VOICECTL_TEST_RUNS'] ?? 400)
const AT_ONCE = 3

/** The service that reads the config: with it nothing about keys is left open. */
const COMPOSE = `services:
  livekit:
    image: livekit/livekit-server:v1.13.5
    network_mode: host
    command: --config /livekit.yaml
    volumes:
      - ./livekit.yaml:/livekit.yaml:ro
`

/** What check has against a config: errors of what the server would refuse, of text that is no YAML, and of a service that gets no keys. */
function objections(body: string): string[] {
  const sources: Source[] = [
    { path: 'compose.yaml', text: COMPOSE, mode: 0o644, git: 'none' },
    { path: 'livekit.yaml', text: body, mode: 0o644, git: 'none' },
  ]
  const { findings } = check({ sources, unread: [] }, { severity: 'error' })
  return findings
    .filter(({ id, places }) => id === 'keys.none' || (/^(livekit\.|file\.syntax$)/.test(id) && places[0]?.file === 'livekit.yaml'))
    .map(({ id, message }) => `${id}: ${message}`)
}

describe.skipIf(lacksLiveKit())('check and the real livekit-server', () => {
  test(`say the same of ${RUNS} configs`, { timeout: 180_000 }, async () => {
    const binary = findLiveKitServer() ?? ''
    const bodies = fc.sample(configs, { seed: SEED, numRuns: RUNS })
    const results: { body: string; accepted: boolean; said: string; found: string[] }[] = []
    const queue = [...bodies]
    const work = async () => {
      for (let body = queue.pop(); body !== undefined; body = queue.pop()) {
        results.push({ body, found: objections(body), ...(await serverVerdict(binary, body)) })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    const apart = results.filter(({ accepted, found }) => accepted !== (found.length === 0))
    const refused = results.filter(({ accepted }) => !accepted).length
    process.stdout.write(
      `livekit-server and check agree on ${results.length - apart.length} of ${results.length} configs; ${refused} are refused (seed ${SEED})\n`,
    )
    expect(
      apart.map(
        ({ body, accepted, said, found }) =>
          `${accepted ? 'the server takes' : 'the server refuses'}:\n${body}\nit says: ${said}\ncheck says: ${found.join('; ') || 'nothing'}`,
      ),
      `seed ${SEED}`,
    ).toEqual([])
    // Both kinds have to be there, or the test shows nothing.
    expect(refused).toBeGreaterThan(RUNS / 5)
    expect(results.length - refused).toBeGreaterThan(RUNS / 5)
  })
})
