import { servicesOfProjects } from '../compose/services-of.ts'
import { entriesOf, nodeAt } from '../config-node.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'compose.undefined-network',
  severity: 'error',
  summary: 'a network that a service uses and the compose file does not declare',
  story: `A network must be declared at the top of the compose file, below \`networks:\`, also one of another project, there with \`external: true\`. Without it compose refuses the project, and starts nothing: \`service "agent" refers to undefined network voice\`.

Only \`default\` is always there: services that name no network share it, and reach one another by their names.

\`docker compose config --quiet\` says nothing when all is well.`,
  *find(facts) {
    for (const { project, service } of servicesOfProjects(facts)) {
      for (const [name, { keyAt, at }] of entriesOf(nodeAt(service.node, 'networks'))) {
        if (name === 'default' || name.includes('$') || project.networks.includes(name)) continue
        yield {
          message: `${service.name} uses the network ${name}, which is not declared`,
          why: 'Compose refuses the whole project and starts nothing.',
          fix: { text: `Declare it: networks: { ${name}: {} }` },
          places: [keyAt ?? at],
        }
      }
    }
  },
}
