import { suggest } from '../../core/suggest.ts'
import type { Place } from '../../core/place.ts'
import { folderOf, normalPath } from '../folder-view.ts'
import { itemsOf, nodeAt, textOf } from '../config-node.ts'
import { pathFrom } from '../compose/mounts.ts'
import type { Facts, ServiceFact } from '../facts.ts'
import type { Hit, Rule } from '../rule.ts'
import type { Folder } from '../source.ts'

const CONFIG = /(?:\.(?:ya?ml|json|conf|toml)|\/Caddyfile)$/
const EXAMPLE = /\.(example|sample|template|dist)$/

export const rule: Rule = {
  id: 'compose.missing-file',
  severity: 'error',
  summary: 'a compose file mounts a config, or reads an env file, that is not there',
  story: `Where the source of a mount does not exist, Docker makes an empty folder of that name. The program then finds a folder where it looks for its config: livekit-server says \`read /etc/livekit.yaml: is a directory\` and ends with exit code 0, Caddy and Redis end too. The folder stays, and is in the way when the real file is to be put there.

An env file that is not there ends \`docker compose up\` before anything is started.

A file that is left out of the repository on purpose, because it holds secrets, is not in sight of a check that runs elsewhere: that is a warning, and an error only where a file of nearly the same name shows that it is mistyped.`,
  *find(facts, folder) {
    const there = new Set([...folder.sources, ...folder.unread].map(({ path }) => path))
    yield* buildHits(facts, there)
    for (const service of facts.all('service')) {
      for (const { path, at } of files(service)) {
        if (there.has(path) || path.startsWith('..') || path.startsWith('/') || path.startsWith('~') || path.includes('$')) continue
        const isEnv = service.envFiles.includes(path)
        const near = neighbour(path, folder, isEnv)
        // A fresh clone: the example is there to be copied.
        const isToBeCopied = near !== null && EXAMPLE.test(near)
        if (isEnv && (near === null || isToBeCopied)) continue
        yield {
          message: `${service.name} ${isEnv ? 'reads' : 'mounts'} ${path}, which is not there`,
          why: isEnv
            ? 'Docker Compose starts nothing without it.'
            : 'Docker makes an empty folder in its place, and the program that looks for its config there ends at its start.',
          fix: isToBeCopied
            ? { text: `Make it from ${near}`, command: `cp ${near} ${path}` }
            : { text: near ? `Write ${near}` : `Put the file there, or mount the one that is meant` },
          places: [at],
          ...(near && !isToBeCopied ? {} : { severity: 'warning' as const }),
        }
      }
    }
  },
}

/** A context without a Dockerfile, where the other services' contexts have theirs: so they are checked out. */
function* buildHits(facts: Facts, there: ReadonlySet<string>): Generator<Hit> {
  const builds = facts.all('service').flatMap((service) => {
    const context = nodeAt(service.node, 'build', 'context')
    const text = textOf(context)
    if (!context || text === undefined || /^(?:\/|~|https?:|git|\$)|\$\{/.test(text) || nodeAt(service.node, 'build', 'dockerfile_inline'))
      return []
    const file = `${pathFrom(context.at.file, text)}/${textOf(nodeAt(service.node, 'build', 'dockerfile')) ?? 'Dockerfile'}`.replace(
      /^\//,
      '',
    )
    return file.startsWith('..') || file.includes('/../') ? [] : [{ service, at: context.at, file, isThere: there.has(normalPath(file)) }]
  })
  for (const { service, at, file, isThere } of builds) {
    if (isThere || !builds.some((other) => other.isThere)) continue
    yield {
      message: `${service.name} is built from ${file}, which is not there`,
      why: 'Docker can not build it, and Compose starts nothing.',
      fix: { text: 'Name the folder that holds the Dockerfile' },
      places: [at],
    }
  }
}

function files({ mounts, envFiles, node, at }: ServiceFact): { path: string; at: Place }[] {
  const configs = mounts.flatMap((mount) =>
    mount.kind === 'bind' && mount.source !== null && CONFIG.test(mount.target) ? [{ path: mount.source, at: mount.at }] : [],
  )
  const items = itemsOf(nodeAt(node, 'env_file'))
  const optional = (index: number) => textOf(nodeAt(items[index], 'required')) === 'false'
  return [...configs, ...envFiles.flatMap((path, index) => (optional(index) ? [] : [{ path, at: items[index]?.at ?? at }]))]
}

/** A file of nearly the same name in the same folder. `.env.local` beside `.env` is another file, which git leaves out, and no slip. */
function neighbour(path: string, { sources }: Folder, isEnv: boolean): string | null {
  const folder = folderOf(path)
  const names = sources.flatMap((source) => (folderOf(source.path) === folder ? [source.path] : []))
  const isLayer = (name: string) => isEnv && !EXAMPLE.test(name) && /^[._-]/.test(path.slice(name.length) || name.slice(path.length))
  const plain = names.find((name) => (path.startsWith(name) || name.startsWith(path)) && !isLayer(name))
  if (plain !== undefined) return plain
  // The folder is the same: only what the files themselves are called tells how near they are.
  const base = (name: string) => name.slice(folder === '' ? 0 : folder.length + 1)
  const alike = names.filter((name) => kindOf(name) === kindOf(path))
  const near = suggest(base(path), alike.map(base))
  return alike.find((name) => base(name) === near) ?? null
}

/** What stands behind the last dot, and whether it is a compose file. */
function kindOf(path: string): string {
  return `${/compose[^/]*$/.test(path) ? 'compose' : ''}${/\.[^./]*$/.exec(path)?.[0].replace('.yml', '.yaml') ?? ''}`
}
