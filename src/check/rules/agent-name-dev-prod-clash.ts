import type { AgentNameFact, Facts } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import { parseLiveKitUrl } from '../net/livekit-url.ts'
import { stageOf } from '../net/stage.ts'
import { placesOf } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'agent.name-dev-prod-clash',
  severity: 'warning',
  summary: 'the worker of development takes jobs of production: same server, same agent name',
  story: `The server spreads the jobs of one name over all workers that registered under it. A worker that is started on a laptop, with the server and the name of production, gets its share of real calls: callers talk to unfinished code, and the call ends when the laptop is closed.

It also works the other way round: a change that is tried out seems not to be there, because production's worker took the call.

Give development a name of its own, \`voice-agent-dev\`, and a dispatch rule or page that asks for it; or better a LiveKit project or server of its own.

To be sure: with both running, \`voicectl doctor\` shows one worker for each name.`,
  *find(facts) {
    const workers = facts.all('agent-name').filter(({ side, site, code }) => side === 'worker' && site.service === null && !code)
    for (const production of workers.filter(({ name }) => stageOf(name.at.file) === 'production')) {
      const server = hostOf(facts, production)
      const other = workers.find((worker) => isOtherStage(worker, production) && hostOf(facts, worker) === server)
      if (!other || server === null) continue
      yield {
        message: `${other.name.at.file} and ${production.name.at.file} register a worker of the same name at the same server`,
        why: 'The worker on a laptop gets its share of the calls of production.',
        fix: { text: `Give the worker of ${other.name.at.file} a name of its own` },
        places: placesOf(other.name, production.name),
      }
    }
  },
}

function isOtherStage({ name }: AgentNameFact, production: AgentNameFact): boolean {
  const { file } = name.at
  return stageOf(file) !== 'production' && folderOf(file) === folderOf(production.name.at.file) && name.value === production.name.value
}

/** The server that the same file names. */
function hostOf(facts: Facts, { name }: AgentNameFact): string | null {
  const url = facts.all('livekit-url').find((one) => one.url.at.file === name.at.file && !one.browser)
  return (url && parseLiveKitUrl(url.url)?.host) ?? null
}
