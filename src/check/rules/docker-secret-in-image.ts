import { isRealSecret } from '../env/stored-secrets.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'docker.secret-in-image',
  severity: 'error',
  summary: 'a secret that a Dockerfile builds into the image',
  story: `ENV and ARG with a value write it into the image: \`docker history --no-trunc\` shows it to everybody who can pull, and deleting it in a later step leaves it in the layer below.

Nor does it do any good there: the same image should run with the keys of each stage.

Hand secrets in when the container starts, with \`environment\` or \`env_file\`; what a build needs, with \`RUN --mount=type=secret\`. Then make a new one, as the old one is in every copy of the image.`,
  *find(facts) {
    for (const { name, secret, value, in: kind } of facts.all('env')) {
      if (kind !== 'dockerfile' || !secret || !value || value.through?.length || !isRealSecret(value.value)) continue
      yield {
        message: `${name} is built into the image`,
        why: 'Everybody who can pull the image can read it.',
        fix: { text: 'Hand it in when the container starts, and make a new one' },
        places: [value.at],
      }
    }
  },
}
