import type { Facts, Stated } from '../facts.ts'
import { userOfImage } from '../compose/user-of-service.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'images.latest',
  severity: 'warning',
  summary: 'an image without a version',
  story: `\`latest\`, or no tag at all, is whatever was newest when the machine last pulled: another version on the next machine, and after the next \`docker compose pull\`, with nothing in the repository that changed.

LiveKit's servers do change between versions: egress 1.9 moved the upload settings and reads past the old ones without a word, livekit-server 1.12 denies TURN to private addresses, and server, SIP and egress must get along. \`latest\` also leaves voicectl unable to check against the right version.

Write the version that runs now: \`docker image inspect --format '{{.RepoDigests}} {{.Config.Labels}}' <image>\` and the start of its log tell it.`,
  *find(facts) {
    const seen = new Set<string>()
    for (const image of imagesOf(facts)) {
      const place = `${image.at.file}:${image.at.line}:${image.at.column}`
      if (seen.has(place) || image.value.includes('$') || image.value.includes('@')) continue
      const tag = /:([^/:]+)$/.exec(image.value)?.[1]
      if ((tag !== undefined && tag !== 'latest') || !userOfImage(image.value)) continue
      seen.add(place)
      const name = image.value.replace(/:latest$/, '')
      yield {
        message: `The image ${name} has no version`,
        why: 'The next pull may bring another one that behaves differently, and nothing shows that it did.',
        fix: { text: `Write the version that you run: ${name}:<version>` },
        places: [image.at],
      }
    }
  },
}

function imagesOf(facts: Facts): Stated[] {
  return [...facts.all('service').flatMap(({ image }) => image ?? []), ...facts.all('base-image').map(({ image }) => image)]
}
