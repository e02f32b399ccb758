import { nodeAt, textOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { outputsOf, requestLabel } from '../sip/egress-outputs.ts'
import { capital, egressWorkers, isExample } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'egress.relative-path',
  severity: 'error',
  summary: 'a recording to a relative path, with no store to upload it to: it stays in the container',
  story: `Without a store, on the request or in egress.yaml, the worker keeps the file on its own disk. A relative path starts at the folder the worker runs in, inside its container, and goes with the container at the next \`docker compose down\` or update. Without a path the name is made up, in the same folder; the result then shows an empty location (egress#944).

Write an absolute path below a folder that is mounted into the worker: \`/out/{room_name}-{time}.ogg\` with \`./recordings:/out\`. The worker does not run as root, so the folder must be writable for it (egress#820). Or set \`storage\` in egress.yaml; then paths are names in the bucket and best relative.

To be sure: after a call the file is on the machine, in the mounted folder.`,
  *find(facts) {
    for (const request of facts.all('egress-request')) {
      const workers = egressWorkers(facts, request)
      const [worker] = workers
      if (!worker || isExample(request.at.file)) continue
      if (workers.some(({ hasStore, forbidsFiles, node }) => hasStore || forbidsFiles || textOf(nodeAt(node, 'storage', 'prefix'))))
        continue
      for (const { kind, hasStore, path, pathNode, node } of outputsOf(request)) {
        if (kind === 'stream' || hasStore || path.startsWith('/') || path.includes('${')) continue
        yield {
          message: `${capital(requestLabel(request))} writes to ${path === '' ? 'no path' : 'a relative path'}, and nothing uploads it`,
          why: 'The file stays in the folder that the worker runs in, inside its container, and is gone when the container is replaced.',
          fix: {
            text: 'Write an absolute path below a mounted folder, such as /out/{room_name}-{time}.ogg, or set storage in egress.yaml',
          },
          places: [pathNode?.at ?? node.keyAt ?? node.at, nodeAt(worker.node, 'storage')?.keyAt ?? worker.node.at],
        }
      }
    }
  },
}
