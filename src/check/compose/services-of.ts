import type { Facts, ProjectFact, ServiceFact } from '../facts.ts'

/** Each service beside its project, for the projects whose files are all there. */
export function* servicesOfProjects(facts: Facts): Generator<{ project: ProjectFact; service: ServiceFact }> {
  const projects = new Map(facts.all('project').map((project) => [keyOf(project), project]))
  for (const service of facts.all('service')) {
    const project = projects.get(keyOf(service))
    if (project?.complete) yield { project, service }
  }
}

function keyOf({ site }: ProjectFact | ServiceFact): string {
  return `${site.stack} ${site.project}`
}
