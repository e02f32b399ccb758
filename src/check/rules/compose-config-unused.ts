import { stageOf } from '../net/stage.ts'
import type { Rule } from '../rule.ts'

const SAMPLE = /example|sample|template|dist$/i

export const rule: Rule = {
  id: 'compose.config-unused',
  severity: 'info',
  summary: 'a config file that no service reads, beside one whose config stands in the compose file',
  story: `LiveKit's programs take a whole config from a variable, \`LIVEKIT_CONFIG\`, \`SIP_CONFIG_BODY\`, \`EGRESS_CONFIG_BODY\`, \`INGRESS_CONFIG_BODY\`, and compose writes files from \`configs:\` with \`content:\`. Where such a body is given it counts, and a livekit.yaml that lies beside the compose file and that nothing mounts counts for nothing.

That is harmless until somebody changes a setting there and wonders why nothing happens. voicectl does not compare such a file with the others, as what it says is not in force.

Delete it, or take the config out of the compose file and mount the file. For another way to run the stack, without Docker, both are right as they are: ignore this with that reason.`,
  *find(facts) {
    for (const { at, service, instead } of facts.all('unused-file')) {
      if (SAMPLE.test(at.file) || stageOf(at.file) !== null) continue
      yield {
        message: `No service reads ${at.file}: ${service} has its config in ${instead.file}`,
        why: 'What is changed in it changes nothing in the containers.',
        fix: { text: `Delete it, or mount it and take the config out of ${instead.file}` },
        places: [at, instead],
      }
    }
  },
}
