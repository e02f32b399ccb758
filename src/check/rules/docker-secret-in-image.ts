import { isRealSecret, storedSecrets } from '../env/stored-secrets.ts'
import type { Place } from '../../core/place.ts'
import { pathFrom } from '../compose/mounts.ts'
import { nodeAt, textOf } from '../config-node.ts'
import type { Facts } from '../facts.ts'
import { folderOf, normalPath } from '../folder-view.ts'
import { reader } from '../readers/dockerfile.ts'
import type { Hit, Rule } from '../rule.ts'
import type { Folder, Source } from '../source.ts'

export const rule: Rule = {
  id: 'docker.secret-in-image',
  severity: 'error',
  summary: 'a secret that a Dockerfile builds into the image',
  story: `ENV and ARG with a value write it into the image: \`docker history --no-trunc\` shows it to everybody who can pull, and deleting it in a later step leaves it in the layer below.

Nor does it do any good there: the same image should run with the keys of each stage.

\`COPY .env ./\` does the same with all that .env holds, unless .dockerignore keeps the file from the build; deleting it in a later step leaves it in the layer before.

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
    yield* copyHits(facts, folder)
  },
}

/** Files of variables with a secret in them that the last stage copies. */
function* copyHits(facts: Facts, folder: Folder): Generator<Hit> {
  const dockerfiles = folder.sources.filter((source) => reader.recognises(source))
  if (dockerfiles.length === 0) return
  const secrets = storedSecrets(facts)
  for (const source of dockerfiles) {
    for (const { path, at } of copiedEnvFiles(source)) {
      if (isOfThrownAwayStage(at, folder)) continue
      const files = contextsOf(facts, source.path).map((context) => ({ context, file: normalPath(`${context}/${path}`) }))
      const copied = files.filter(({ context }) => !mayBeIgnored(folder, context, source.path)).map(({ file }) => file)
      const secret = secrets.find((one) => copied.includes(one.at.file))
      if (!secret) continue
      yield {
        message: `${secret.at.file} is copied into the image, with the secrets in it`,
        why: 'Everybody who can pull the image can read them.',
        fix: { text: `Leave ${path} out, and hand it in when the container starts: env_file in a compose file, or docker run --env-file` },
        places: [at, secret.at],
      }
    }
  }
}

/** The `.env`, `.env.local` and the like that COPY and ADD name; not what comes from another stage. */
function* copiedEnvFiles({ path: file, text }: Source): Generator<{ path: string; at: Place }> {
  for (const [index, line] of text.split('\n').entries()) {
    const match = /^\s*(?:COPY|ADD)\s+/i.exec(line)
    if (!match || /\s--from=/.test(line)) continue
    const words = [...line.matchAll(/[^\s"',[\]]+/g)].filter(({ index: at, 0: word }) => at >= match[0].length && !word.startsWith('--'))
    for (const { 0: word, index: at } of words.slice(0, -1)) {
      if (!/(?:^|\/)\.env(?:\.[\w-]+)?$/.test(word)) continue
      yield { path: word, at: { file, line: index + 1, column: at + 1, length: word.length } }
    }
  }
}

/** The folders that a Dockerfile is built from: those that compose files name, else its own. */
function contextsOf(facts: Facts, dockerfile: string): string[] {
  const named = facts.all('service').flatMap(({ node }) => {
    const context = nodeAt(node, 'build', 'context')
    const folder = context ? pathFrom(context.at.file, textOf(context) ?? '') : null
    return folder !== null && normalPath(`${folder}/${textOf(nodeAt(node, 'build', 'dockerfile')) ?? 'Dockerfile'}`) === dockerfile
      ? [folder]
      : []
  })
  return named.length > 0 ? [...new Set(named)] : [folderOf(dockerfile)]
}

/** True where a .dockerignore speaks of such files, or leaves out all but a few: of the context, of a folder above that may be the context, or of the Dockerfile itself. */
function mayBeIgnored({ sources, unread }: Folder, context: string, dockerfile: string): boolean {
  const parts = context.split('/').filter(Boolean)
  const folders = [...parts.keys(), parts.length].map((depth) => parts.slice(0, depth).join('/'))
  const names = new Set([`${dockerfile}.dockerignore`, ...folders.map((folder) => normalPath(`${folder}/.dockerignore`))])
  if (unread.some(({ path }) => names.has(path))) return true
  return sources.some(({ path, text }) => names.has(path) && /env|^\s*\*{1,2}\s*$/m.test(text))
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
