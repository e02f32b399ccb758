import { isSlip } from '../../core/slip.ts'
import type { Rule } from '../rule.ts'
import type { Source } from '../source.ts'

const words = (text: string) => new Set(text.trim().split(/\s+/))

/** Caddy's own directives, and what stands within those that stacks of LiveKit use. */
const DIRECTIVES = words(`
  abort acme_server basic_auth basicauth bind encode error file_server forward_auth fs handle handle_errors handle_path header import intercept invoke
  log log_append log_skip log_name map method metrics php_fastcgi push redir request_body request_header respond reverse_proxy rewrite root route
  skip_log templates tls tracing try_files uri vars email admin debug servers storage order layer4 acme_ca on_demand_tls auto_https http_port
  https_port default_sni local_certs grace_period output format level to dynamic lb_policy lb_retries lb_try_duration health_uri health_port
  health_interval header_up header_down flush_interval transport keepalive read_timeout write_timeout dial_timeout protocols ciphers curves alpn ca
  issuer client_auth resolvers dns max_size gzip zstd br match proxy upstream subroute not path host remote_ip client_ip protocol trusted_proxies`)
/** Keys of Caddy's JSON, with those of its layer4 app. */
const KEYS = words(`
  logging storage apps admin logs default level module root tls certificates automate layer4 servers main listen routes match handle handler upstreams
  dial connection_policies alpn sni http automation policies subjects issuers host path headers encode terminal matching_timeout proxy_protocol
  transport protocol health_checks load_balancing writer encoder include exclude email ca challenges certificate key format tags load_files load_folders
  load_pem load_storage folders pairs key_type https method query header uri errors protocols
  provider trusted_proxies status_code body response request set add delete output filename roll key_id renew`)

const MODULES = words(
  'file_system tls proxy reverse_proxy file_server static_response subroute headers encode rewrite acme internal zerossl',
)
const LEVELS = words('DEBUG INFO WARN ERROR PANIC FATAL')

const ADAPTERS = words('caddyfile yaml json json5 jsonc nginx toml hcl cue apache')

export const rule: Rule = {
  id: 'caddy.unknown-directive',
  severity: 'error',
  summary: 'a mistyped directive in a Caddyfile, or key in its JSON or YAML config',
  story: `Caddy refuses a config with a word that it does not know: \`unrecognized directive: revrse_proxy\`, or \`json: unknown field "upstreams"\`. It ends at its start, or goes on with the old config at a reload. Then nothing answers at 443: no page, no certificate, no LiveKit.

Plugins bring words of their own, so voicectl speaks only of a word that is one letter away from one of Caddy's.

To be sure: \`caddy validate --config <file> --adapter caddyfile\` (or yaml) says \`Valid configuration\`.`,
  *find(facts, { sources }) {
    for (const { user, command } of facts.all('service')) {
      const adapter = user === 'proxy' ? /--adapter(?:=|\s+)(\S+)/.exec(command?.value ?? '')?.[1] : undefined
      const meant = adapter === undefined || ADAPTERS.has(adapter) ? undefined : [...ADAPTERS].find((one) => isSlip(one, adapter))
      if (!command || meant === undefined) continue
      yield {
        message: `Caddy has no config adapter ${adapter}`,
        why: 'It ends at its start, and nothing is served.',
        fix: { text: `Write --adapter ${meant}` },
        places: [command.at],
      }
    }
    for (const source of sources) {
      const found = /(?:^|\/)Caddyfile[^/]*$|\.caddy$/.test(source.path)
        ? mistyped(source, /^[ \t]+([a-z][a-z0-9_]*)(?=[ \t\n{]|$)/gm, DIRECTIVES)
        : /(?:^|\/)caddy[^/]*\.(?:ya?ml|json)$/i.test(source.path)
          ? [
              ...mistyped(source, /^[ \t]*(?:- )*"?([a-z][a-z0-9_]*)"?[ \t]*:(?!\/\/)/gm, KEYS),
              ...mistyped(source, /\b(?:module|handler)"?:[ \t]*"?([a-z_]+)/g, MODULES),
              ...mistyped(source, /\blevel"?:[ \t]*"?([A-Za-z]+)/g, LEVELS),
            ]
          : []
      for (const { word, meant, offset } of found) {
        const before = source.text.slice(0, offset)
        yield {
          message: `Caddy knows no ${word}`,
          why: 'It refuses the whole config, and nothing is served.',
          fix: { text: `Write ${meant}` },
          places: [{ file: source.path, line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), length: word.length }],
        }
      }
    }
  },
}

function* mistyped({ text }: Source, form: RegExp, known: ReadonlySet<string>): Generator<{ word: string; meant: string; offset: number }> {
  for (const match of text.matchAll(form)) {
    const word = match[1] ?? ''
    if (word.length < 3 || known.has(word)) continue
    const meant = [...known].find((one) => one.length > 2 && isSlip(one, word))
    if (meant !== undefined) yield { word, meant, offset: match.index + match[0].indexOf(word) }
  }
}
