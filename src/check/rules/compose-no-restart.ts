import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'compose.no-restart',
  severity: 'info',
  summary: 'a service that is not started again, beside others that are',
  story: `Without \`restart\` Docker leaves a container that has ended as it is, and starts none of it after a reboot of the machine. livekit-server and livekit-sip end with exit code 0 also on errors, so only \`unless-stopped\` and \`always\` help; \`on-failure\` does not.

Here the other services of the file are started again and this one is not. It may be meant so, for a job that runs once.

Add \`restart: unless-stopped\`.`,
  *find(facts) {
    const byProject = Map.groupBy(facts.all('service'), ({ site }) => `${site.stack}\n${site.project ?? ''}`)
    for (const services of byProject.values()) {
      const kept = services.filter(({ restart }) => restart !== null && restart.value !== 'no')
      const [first] = kept
      const lost = services.filter(({ restart, user, site }) => restart === null && user !== 'other' && site.network !== 'kubernetes')
      if (!first || kept.length <= lost.length) continue
      for (const { name, at } of lost) {
        yield {
          message: `${name} is not started again when it ends, as the others are`,
          why: 'After an error, or a reboot of the machine, it stays down.',
          fix: { text: 'Add restart: unless-stopped' },
          places: [at, first.restart?.at ?? first.at],
        }
      }
    }
  },
}
