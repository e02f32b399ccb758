import { nodeAt, textOf } from '../config-node.ts'
import { reworded } from '../edits.ts'
import type { ServiceFact, Stated } from '../facts.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'compose.restart-on-failure',
  severity: 'warning',
  summary: 'a LiveKit server that restarts on failure only, and exits with 0',
  story: `livekit-server and livekit-sip print what is wrong with their config, or that a port is taken or Redis does not answer, and end with exit code 0. To Docker that is a program that has done its work: \`restart: on-failure\` leaves it stopped.

After a reboot in which Redis comes up a second later the server is gone for good, and nothing says so.

\`restart: unless-stopped\` starts it again whatever its exit code was. livekit-egress ends with 1, and is well served either way.`,
  *find(facts, { sources }) {
    const seen = new Set<string>()
    for (const service of facts.all('service')) {
      if (service.user !== 'livekit' && service.user !== 'sip') continue
      const restart = restartOf(service)
      if (!restart || !restart.value.startsWith('on-failure') || seen.has(`${restart.at.file}:${restart.at.line}`)) continue
      seen.add(`${restart.at.file}:${restart.at.line}`)
      const isPlain = restart === service.restart && !restart.through?.length
      const edits = isPlain ? reworded(sources, restart.at, [restart.value, 'unless-stopped']) : []
      yield {
        message: `${service.name} restarts on failure only, and livekit-${service.user === 'sip' ? 'sip' : 'server'} ends with exit code 0 when it can't start`,
        why: 'Docker takes it for done and leaves it stopped.',
        fix: { text: isPlain ? 'Write `restart: unless-stopped`' : 'Let it restart always' },
        places: [restart.at],
        edits,
      }
    }
  },
}

/** Kubernetes' OnFailure too is taken for done with 0; there it is for jobs only. */
function restartOf({ restart, node }: ServiceFact): Stated | null {
  const condition = nodeAt(node, 'deploy', 'restart_policy', 'condition')
  const text = textOf(condition)
  return restart ?? (condition && text !== undefined ? { value: text, at: condition.at } : null)
}
