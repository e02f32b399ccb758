import { nodeAt } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { outputsOf, requestLabel } from '../sip/egress-outputs.ts'
import { capital, egressWorkers, isExample } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'egress.local-disallowed',
  severity: 'error',
  summary: 'a recording to a file where egress.yaml forbids local files and nobody names a store',
  story: `With \`disallow_local_storage: true\` the worker writes no file that it can't upload. A request whose output names no store, while egress.yaml has no \`storage\` either, is refused: \`request has missing or invalid field: output\` (egress#991), which does not say why.

Note that up to egress 1.8.4 the store stood at the top of egress.yaml (\`s3:\`), and since 1.9.0 it must stand below \`storage:\`; the old place is passed over without a word.

Set \`storage\` in egress.yaml, or \`s3\`, \`gcp\`, \`azure\` or \`aliOSS\` on the output, or allow local files.

To be sure: \`lk egress start\` prints an id that begins with EG_.`,
  *find(facts) {
    for (const request of facts.all('egress-request')) {
      if (isExample(request.at.file)) continue
      const workers = egressWorkers(facts, request)
      const forbids = workers.flatMap(({ node, forbidsFiles }) => {
        const setting = nodeAt(node, 'disallow_local_storage')
        return setting && forbidsFiles ? [setting] : []
      })
      const [setting] = forbids
      if (!setting || forbids.length < workers.length) continue
      for (const { kind, hasStore, pathNode, node } of outputsOf(request)) {
        if (kind === 'stream' || hasStore) continue
        yield {
          message: `${capital(requestLabel(request))} writes a local file, which egress.yaml forbids`,
          why: 'The worker refuses it with "request has missing or invalid field: output", so nothing is recorded.',
          fix: { text: 'Set storage in egress.yaml, or a store such as s3 on the output' },
          places: [pathNode?.at ?? node.keyAt ?? node.at, setting.keyAt ?? setting.at],
        }
      }
    }
  },
}
