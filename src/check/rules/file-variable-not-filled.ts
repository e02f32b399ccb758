import { CONFIG_BODIES } from '../compose/config-bodies.ts'
import type { ConfigFact } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import { listed, uniquePlaces } from '../places.ts'
import type { Rule } from '../rule.ts'
import { literalVariables } from '../schemas/literal-variables.ts'
import { isSettled } from '../schemas/provided.ts'
import { programs } from '../schemas/unknown-keys.ts'
import type { Source } from '../source.ts'

const MOST_NAMES = 4
/** Programs that do nothing else than fill in files, and those that may. */
const RENDERS = /\b(?:envsubst|gomplate|dockerize|consul-template)\b/
const MAY_RENDER = /\b(?:jinja2?|j2cli|confd|esh|ytt|postBuild|configMapGenerator|ansible|sed)\b/
const TEMPLATE = /template|tmpl|\btpl\b|example|sample|\bj2\b|\bin\.ya?ml$|\bdist\b/i

export const rule: Rule = {
  id: 'file.variable-not-filled',
  severity: 'error',
  summary: 'a `${NAME}` in a config file of LiveKit’s programs, which take it as it stands',
  story: `livekit-server, livekit-sip, livekit-egress and livekit-ingress read their YAML as it is written: \`\${NODE_IP}\` is no variable to them but nine characters. Where a number, an address or yes and no belong, they refuse the config and end, some with exit code 0; where text belongs, such as \`api_secret\`, they go on with the nine characters, and every token is refused.

Docker Compose fills in variables of the compose file itself only, not of files that it mounts. A config that stands in the compose file is filled in: \`LIVEKIT_CONFIG: |\` with the body below it, \`SIP_CONFIG_BODY\`, \`EGRESS_CONFIG_BODY\`, \`INGRESS_CONFIG_BODY\`.

Some settings have a variable of their own and can be left out of the file: LIVEKIT_KEYS, NODE_IP, REDIS_HOST and REDIS_PASSWORD for the server; LIVEKIT_API_KEY, LIVEKIT_API_SECRET and LIVEKIT_WS_URL for the others.

voicectl says nothing where something evidently fills the file in, such as \`envsubst\` in a Dockerfile or command, or where the file is called a template. Where it does not see who reads the file, it is a note.`,
  *find(facts, { sources }) {
    for (const config of facts.all('config')) {
      const { file } = config.node.at
      const found = config.standalone ? literalVariables(config.node).filter(({ at }) => at.file === file) : []
      if (found.length === 0 || TEMPLATE.test(file) || isRendered(config, sources)) continue
      const names = [...new Set(found.map(({ shown }) => shown))]
      const more = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `${names.length - MOST_NAMES} more`] : names
      const settled = isSettled(facts, config)
      yield {
        message: `${programs[config.of]} takes ${listed(more)} as ${found.length === 1 ? 'it stands' : 'they stand'}: nothing fills in ${file}`,
        why: 'LiveKit’s programs know no variables in their files: they refuse the value, or use it letter by letter.',
        fix: {
          text: `Write the values, or put the file’s text below ${CONFIG_BODIES[config.of]} in the compose file, which fills them in`,
        },
        places: uniquePlaces(found.map(({ at }) => at)),
        ...(settled ? {} : { severity: 'info' as const }),
      }
    }
  },
}

/** True where a file beside it, or of its stack, has a program in it that fills in templates, or any file speaks of this one and of such a program. */
function isRendered({ node, site }: ConfigFact, sources: readonly Source[]): boolean {
  const { file } = node.at
  const name = file.slice(file.lastIndexOf('/') + 1)
  const folders = [folderOf(file), site.stack]
  return sources.some(({ path, text }) => {
    if (path === file) return false
    const isOfIt = text.includes(name)
    return (RENDERS.test(text) && (isOfIt || folders.includes(folderOf(path)))) || (isOfIt && MAY_RENDER.test(text))
  })
}
