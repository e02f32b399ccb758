import type { Rule } from '../rule.ts'

const UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 }

export const rule: Rule = {
  id: 'sip.stop-grace-period',
  severity: 'warning',
  summary: 'a SIP service that is killed in the middle of calls',
  story: `livekit-sip answers SIGTERM by taking no new calls and waiting for the running ones, without a limit. Docker waits 10 seconds and kills it: each \`docker compose up\` with a new version, each \`restart\` hangs up on everybody who is talking, with no goodbye and no BYE to the carrier, which may bill on until its own timeout.

Give it as long as calls take: \`stop_grace_period: 30m\`. It ends sooner when the last call does.

Voice agents have the same need; livekit-server too, with the rooms of one machine.`,
  *find(facts) {
    for (const { user, restart, site, at, name, stopGracePeriod } of facts.all('service')) {
      // Only for what is meant to run for long; Kubernetes waits 30 s and says so elsewhere.
      if (user !== 'sip' || site.project === undefined || !/^(?:always|unless-stopped|on-failure)/.test(restart?.value ?? '')) continue
      if (stopGracePeriod && secondsOf(stopGracePeriod.value) > 10) continue
      yield {
        message: `${name} is killed 10 s after it is asked to stop`,
        why: 'Each update hangs up on everybody who is talking.',
        fix: { text: 'Add `stop_grace_period: 30m`; it ends sooner when the last call does' },
        places: [stopGracePeriod?.at ?? at],
      }
    }
  },
}

/** Of `1m30s`; a plain number is seconds. */
function secondsOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, value, unit]) => sum + Number(value) * (UNITS[unit ?? ''] ?? 0),
    0,
  )
}
