import { userOfImage } from '../compose/user-of-service.ts'
import { itemsOf, nodeAt, textOf } from '../config-node.ts'
import type { Facts, ServiceFact, Stated } from '../facts.ts'
import { ignoresOf } from '../ignore.ts'
import { listed } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import type { Source } from '../source.ts'
import { parseTree } from '../yaml-tree.ts'

const MOST_NAMES = 3

export const rule: Rule = {
  id: 'images.latest',
  severity: 'warning',
  summary: 'images without a version',
  story: `\`latest\`, or no tag at all, is whatever was newest when the machine last pulled: another version on the next machine, and after the next \`docker compose pull\`, with nothing in the repository that changed.

LiveKit's servers do change between versions: egress 1.9 moved the upload settings and reads past the old ones without a word, livekit-server 1.12 denies TURN to private addresses, and server, SIP and egress must get along. \`latest\` also leaves voicectl unable to check against the right version.

Write the version that runs now: \`docker image inspect --format '{{.RepoDigests}} {{.Config.Labels}}' <image>\` and the start of its log tell it.`,
  *find(facts, { sources }) {
    const kept = new Set(
      sources.flatMap((source) =>
        ignoresOf(source).flatMap(({ rule: id, file, about }) => (id === 'images.latest' ? [`${file}:${about}`] : [])),
      ),
    )
    // One that a comment speaks of stands by itself: the comment says nothing of the others.
    const pinned = pinnedByKustomize(sources)
    const groups = Map.groupBy(withoutVersion(facts, pinned), ({ at }) =>
      kept.has(`${at.file}:${at.line}`) ? `${at.file}:${at.line}` : at.file,
    )
    for (const images of groups.values()) yield hit(images)
  },
}

/** The images to which some kustomization gives a version, whatever the manifests say. */
function pinnedByKustomize(sources: readonly Source[]): Set<string> {
  const files = sources.filter(({ path, text }) => /(?:^|\/)kustomization\.ya?ml$/i.test(path) && text.includes('images'))
  const images = files.flatMap(({ path, text }) =>
    parseTree(path, text).documents.flatMap((document) => itemsOf(nodeAt(document, 'images'))),
  )
  const pinned = images.filter((image) => nodeAt(image, 'digest') || !['latest', undefined].includes(textOf(nodeAt(image, 'newTag'))))
  return new Set(pinned.flatMap((image) => textOf(nodeAt(image, 'name')) ?? []))
}

function withoutVersion(facts: Facts, pinned: ReadonlySet<string>): Stated[] {
  // Compose knows nothing of kustomize.
  const isPinned = ({ site }: ServiceFact, { value }: Stated) => site.project === undefined && pinned.has(value.replace(/:latest$/, ''))
  const run = facts.all('service').flatMap((service) => (service.image && !isPinned(service, service.image) ? [service.image] : []))
  const all = [...run, ...facts.all('base-image').map(({ image }) => image)]
  const wanting = all.filter(({ value }) => {
    const tag = /:([^/:]+)$/.exec(value)?.[1]
    return !/[$@]/.test(value) && (tag === undefined || tag === 'latest') && userOfImage(value) !== undefined
  })
  const once = new Map(wanting.map((image) => [`${image.at.file}:${image.at.line}:${image.at.column}`, image]))
  return [...once.values()].toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
}

function hit(images: readonly Stated[]): Hit {
  const names = [...new Set(images.map(({ value }) => value.replace(/:latest$/, '')))]
  const why = 'The next pull may bring another one that behaves differently, and nothing shows that it did.'
  const places = images.map(({ at }) => at)
  if (images.length === 1) {
    const [name = ''] = names
    return { message: `The image ${name} has no version`, why, fix: { text: `Write the version that you run: ${name}:<version>` }, places }
  }
  const shown = names.length > MOST_NAMES ? `, such as ${listed(names.slice(0, MOST_NAMES))}` : `: ${listed(names)}`
  return {
    message: `${images.length} images have no version${shown}`,
    why,
    fix: { text: 'Write the version that you run behind each name' },
    places,
  }
}
