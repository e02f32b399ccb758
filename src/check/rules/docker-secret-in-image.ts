import { isRealSecret } from '../env/stored-secrets.ts'
import type { Place } from '../../core/place.ts'
import type { Rule } from '../rule.ts'
import type { Folder } from '../source.ts'

export const rule: Rule = {
  id: 'docker.secret-in-image',
  severity: 'error',
  summary: 'a secret that a Dockerfile builds into the image',
  story: `ENV and ARG with a value write it into the image: \`docker history --no-trunc\` shows it to everybody who can pull, and deleting it in a later step leaves it in the layer below.

Nor does it do any good there: the same image should run with the keys of each stage.

Hand secrets in when the container starts, with \`environment\` or \`env_file\`; what a build needs, with \`RUN --mount=type=secret\`. Then make a new one, as the old one is in every copy of the image.`,
  *find(facts, folder) {
    for (const { name, secret, browser, value, in: kind } of facts.all('env')) {
      if (kind !== 'dockerfile' || !secret || browser || !value || value.through?.length || !isRealSecret(value.value)) continue
      if (isOfThrownAwayStage(value.at, folder)) continue
      yield {
        message: `${name} is built into the image`,
        why: 'Everybody who can pull the image can read it.',
        fix: { text: 'Hand it in when the container starts, and make a new one' },
        places: [value.at],
      }
    }
  },
}

/** True in a stage that only lends files to the last one: what is set there stays on the machine that builds. */
function isOfThrownAwayStage({ file, line }: Place, { sources }: Folder): boolean {
  const lines = sources.find(({ path }) => path === file)?.text.split('\n') ?? []
  const stages = lines.flatMap((text, index) => {
    const [, base = '', name] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(text) ?? []
    return base === '' ? [] : [{ base: base.toLowerCase(), name: name?.toLowerCase(), line: index + 1 }]
  })
  const own = stages.findLast((stage) => stage.line <= line)
  let kept = stages.at(-1)
  for (let left = stages.length; kept && left > 0; left--) {
    if (kept === own) return false
    const { base } = kept
    kept = stages.find(({ name }) => name === base)
  }
  return own !== undefined
}
