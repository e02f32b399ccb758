import { caddyConfigFacts, isCaddyConfig } from '../proxies/caddy-config.ts'
import { variablesOf } from '../proxies/variables.ts'
import type { Reader } from '../reader.ts'

export const reader: Reader = {
  name: 'Caddy config (JSON or YAML)',
  recognises: ({ path, text }) =>
    /\.(?:ya?ml|json)$/i.test(path) &&
    text.includes('apps') &&
    /^[ \t]*["']?apps["']?[ \t]*:|[{,]\s*"apps"\s*:/m.test(text) &&
    /\b(?:layer4|http|tls)["']?\s*:/.test(text),
  *read(source, folder) {
    const context = { site: folder.siteOf(source.path), variables: variablesOf(source, folder) }
    for (const root of folder.parse(source).documents.filter((document) => isCaddyConfig(document))) yield* caddyConfigFacts(root, context)
  },
}
