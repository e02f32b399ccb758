import { sameStack } from '../folder-view.ts'
import type { ServiceFact } from '../facts.ts'
import type { Rule } from '../rule.ts'
import { outputsOf, requestLabel } from '../sip/egress-outputs.ts'
import { capital, egressWorkers, isExample } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'egress.output-not-mounted',
  severity: 'error',
  summary: 'a recording to a folder of the egress container that no volume holds',
  story: `The path of a recording is one inside of the egress container. Where no volume is mounted there, the file lies in the container's own layer: it can't be seen on the machine, and it is gone with the next \`docker compose down\` or \`pull\`.

Where the folder does not exist in the image, the worker, which is not root, can't make it either: \`permission denied\`.

Mount a folder or a volume: \`./recordings:/out\`, and make it writable for the worker (\`chmod 777 recordings\`, or give it to user 1001). Or upload: \`storage\` in egress.yaml, \`s3\` on the output.

To be sure: after a call the file is in the folder on the machine.`,
  *find(facts) {
    for (const request of facts.all('egress-request')) {
      const services = facts.all('service').filter(({ user, site }) => user === 'egress' && sameStack(site, request.site))
      const [service] = services
      const stored = egressWorkers(facts, request).some(({ hasStore, forbidsFiles }) => hasStore || forbidsFiles)
      if (!service || stored || isExample(request.at.file)) continue
      for (const { kind, hasStore, path, pathNode } of outputsOf(request)) {
        if (kind === 'stream' || hasStore || !path.startsWith('/') || !pathNode || services.some((one) => holds(one, path))) continue
        yield {
          message: `${capital(requestLabel(request))} writes to ${folderName(path)}, where the service ${service.name} has no volume`,
          why: "The file lies in the container's own layer, or can't be written at all, and is gone when the container is replaced.",
          fix: { text: `Mount a folder there: ./recordings:${folderName(path)}` },
          places: [pathNode.at, service.at],
        }
      }
    }
  },
}

function holds({ mounts }: ServiceFact, path: string): boolean {
  return mounts.some(({ target, kind }) => kind !== 'tmpfs' && (target === '/' || path.startsWith(`${target.replace(/\/$/, '')}/`)))
}

/** The folder of a path, up to the first part that is filled in at run time. */
function folderName(path: string): string {
  const fixed = path.replace(/\{.*$/, '')
  return fixed.slice(0, Math.max(fixed.lastIndexOf('/'), 1)).slice(0, 80)
}
