import { test } from 'vitest'
import { fuzzReader } from '../../../test/support/fuzz-reader.ts'
import { reader as caddyConfig } from '../readers/caddy-config.ts'
import { reader as caddyfile } from '../readers/caddyfile.ts'
import { reader as nginx } from '../readers/nginx.ts'

/** Words of a language, parted by `¦`. */
function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split('¦'))
}

test('a Caddyfile of any text', () => {
  const language = words(
    'a.example¦http://b.example¦:443¦*.c.example,¦{$LK:d}¦{env.A}¦{args[0]}¦(s)¦@m¦&(n)¦localhost:7880¦A=1',
    '{¦}¦{\n¦}\n¦{\n¦}\n¦"¦`¦\\\n¦#¦<<END\n¦END¦import s¦import other.conf¦import a x',
    'reverse_proxy¦reverse_proxy @m¦to¦handle¦handle_path /a*¦tls¦host¦path¦layer4¦servers¦listener_wrappers',
    'route @m¦proxy¦@m tls sni¦auto_https off¦http_port¦8080¦unix//x¦https://¦[::1]:1',
  )
  fuzzReader(caddyfile, 'Caddyfile', language)
})

test('an nginx config of any text', () => {
  const language = words(
    '{¦}¦;¦{\n¦}\n¦;\n¦"¦\'¦#¦\\¦$¦${A}¦$A¦${¦$x¦A=1',
    'http {¦server {¦stream {¦location / {¦upstream u {¦map $ssl_preread_server_name $b {¦if ($x) {',
    'listen¦443¦ssl;¦udp¦[::]:80¦server_name¦a.example¦_¦~x¦proxy_pass http://u;¦proxy_pass $b;¦set $x',
    'proxy_set_header Upgrade $http_upgrade;¦proxy_read_timeout 1h¦1s2m¦include other.conf;¦include a;¦include nginx.conf;¦server u:1;',
  )
  fuzzReader(nginx, 'nginx.conf', language)
})

test('a Caddy config of any text', () => {
  const language = words(
    'apps:¦\n  layer4:¦\n  http:¦\n  tls:¦\n    servers:¦\n      a:¦\n        listen:¦[":443"]¦\n        routes:',
    '\n          - match:¦[{tls: {sni: [a.example]}}]¦\n            handle:¦[{handler: tls}, {handler: proxy, upstreams: [{dial: [b:1]}]}]',
    '&x¦*x¦<<: *x¦{"apps":¦{¦}¦[¦]¦:¦,¦"¦{env.A}¦- ¦\t¦|¦\n    certificates: {automate: [a.example]}',
  )
  fuzzReader(caddyConfig, 'caddy.yaml', language)
})
