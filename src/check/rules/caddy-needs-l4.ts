import type { ProxyRouteFact, ServiceFact } from '../facts.ts'
import { readsFile } from '../proxies/readers-of.ts'
import { uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

const STOCK = /^(?:docker\.io\/)?(?:library\/)?caddy(?::|@|$)/

export const rule: Rule = {
  id: 'caddy.needs-l4',
  severity: 'error',
  summary: 'a config that the Caddy which reads it does not understand',
  story: `Routing TLS by name before HTTP, as TURN needs it, is \`layer4\`: a module that Caddy itself does not have. So is reading its config as YAML. The official image ends with \`unknown module: layer4\`, or, given YAML, \`invalid character\` because it takes it for JSON, and restarts for ever.

LiveKit's own generator uses the image \`livekit/caddyl4\`, which has both, and tells Caddy so: \`run --config /etc/caddy.yaml --adapter yaml\`. A Caddy from the distribution's packages is the stock one too; \`xcaddy build --with github.com/mholt/caddy-l4 --with github.com/abiosoft/caddy-yaml\` makes one with the modules.

Without TURN over TLS there is no need for any of it: a Caddyfile with \`reverse_proxy\` serves LiveKit and the page.

To be sure: \`caddy validate --config caddy.yaml --adapter yaml\`.`,
  *find(facts) {
    const files = new Map<string, ProxyRouteFact>()
    for (const route of facts.all('proxy-route')) {
      const isYaml = /\.ya?ml$/.test(route.at.file) && route.by !== 'nginx'
      const known = files.get(route.at.file)
      if ((route.by === 'caddy-l4' || isYaml) && known?.by !== 'caddy-l4') files.set(route.at.file, route)
    }
    for (const [file, route] of files) {
      const readers = facts.all('service').filter((service) => readsFile(service, file) && isCaddy(service))
      for (const service of readers) yield* hits(service, route)
      if (readers.length === 0 && !facts.all('service').some((service) => isCaddy(service)) && /\.ya?ml$/.test(file)) yield unread(route)
    }
  },
}

function isCaddy({ name, image }: ServiceFact): boolean {
  return /caddy/.test(`${image?.value ?? ''} ${name}`)
}

function* hits(service: ServiceFact, route: ProxyRouteFact): Generator<Hit> {
  const { file } = route.at
  const isYaml = /\.ya?ml$/.test(file)
  const places = (at: Hit['places'][number]) => uniquePlaces([at, route.at])
  if (service.image && !service.built && STOCK.test(service.image.value)) {
    yield {
      message: `The official image of Caddy can't read ${file}, which ${route.by === 'caddy-l4' ? 'uses layer4' : 'is YAML'}`,
      why: 'Caddy ends at once and starts again for ever: nothing answers at 443.',
      fix: { text: `Use livekit/caddyl4${isYaml ? ' with --adapter yaml' : ''}, or a Caddyfile without layer4` },
      places: places(service.image.at),
    }
  } else if (isYaml && service.command && !/--adapter[= ]/.test(service.command.value) && /\brun\b/.test(service.command.value)) {
    yield {
      message: `Caddy is not told that ${file} is YAML`,
      why: 'It takes it for JSON, ends at once and starts again for ever: nothing answers at 443.',
      fix: { text: 'Add --adapter yaml to the command' },
      places: places(service.command.at),
    }
  }
}

/** Somebody starts Caddy by hand: which one it is can't be seen. */
function unread(route: ProxyRouteFact): Hit {
  return {
    message: `${route.at.file} needs a Caddy with the modules ${route.by === 'caddy-l4' ? 'layer4 and yaml' : 'yaml'}, and no compose file here starts one`,
    why: 'The Caddy of a distribution, and the official image, end with an error when they read it.',
    fix: { text: 'Run livekit/caddyl4, and name the adapter', command: `caddy run --config ${route.at.file} --adapter yaml` },
    places: [route.at],
    severity: 'info',
  }
}
