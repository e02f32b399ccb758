import { sipRows } from './harmless-sip-mutations.ts'
import type { Mutation } from './mutations.ts'

/** `harmless`: the stack works as before. `live`: only a server, a provider or an image knows, so that it is for doctor to see, and no file can show it. */
export type Verdict = 'harmless' | 'live'

export interface Row {
  /** Stack, file and path with blanks between. */
  what: RegExp
  how: RegExp
  verdict: Verdict
  because: string
}

const DEFAULTS = /^(local|self-hosted|seed-000) livekit\.yaml (port|rtc\.tcp_port|room|room\.auto_create|redis\.db|logging|logging\.\w+)$/

/** What is not to be found, each with its reason; everything else that is changed breaks or weakens the stack. */
const rows: Row[] = [
  { what: DEFAULTS, how: /^drop$/, verdict: 'harmless', because: "the server's default is the same" },
  { what: /^local livekit\.yaml rtc\.use_external_ip$/, how: /^drop$/, verdict: 'harmless', because: "the server's default is the same" },
  {
    what: / (livekit|sip|egress-config)\.yaml (logging|room\.(empty|departure)_timeout)/,
    how: /^(other|flip|drop)/,
    verdict: 'harmless',
    because: 'how much is logged, and how long an empty room stays; an unknown level counts as info',
  },
  {
    what: /^self-hosted livekit\.yaml turn\.(udp_port|relay_range_\w+)$/,
    how: /^other-port$/,
    verdict: 'harmless',
    because: 'host networking, and the server tells clients which ports',
  },
  {
    what: /^seed-000 livekit\.yaml (turn\.relay_range_start|rtc\.port_range_start)$/,
    how: /^other-port$/,
    verdict: 'harmless',
    because: 'fewer of the published ports, and still enough',
  },
  {
    what: /^seed-000 livekit\.yaml turn\.udp_port$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'TURN over TLS is still there for those whom UDP is closed to',
  },
  {
    what: / (sip|egress-config)\.yaml (redis\.db|sip_port|rtp_port|template_port|health_port)$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: "the program's default is the same, or is asked for by nobody",
  },
  {
    what: / egress-config\.yaml (template_port|health_port)$/,
    how: /^other-port$/,
    verdict: 'harmless',
    because: 'asked for by nobody but itself',
  },
  {
    what: / sip\.yaml (sip_port|rtp_port)$/,
    how: /^other/,
    verdict: 'live',
    because: 'host networking: only the carrier knows where it sends, and only the firewall what is open',
  },
  {
    what: / sip\.yaml hide_inbound_port$/,
    how: /^(flip|drop)$/,
    verdict: 'harmless',
    because: 'strangers are answered that they are not known, as by default',
  },
  {
    what: / voicectl\.yaml providers(\.\w+)*$(?<!provider)/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'the providers are the default ones',
  },
  { what: /^(local|cloud) voicectl\.yaml name$/, how: /^other-name$/, verdict: 'harmless', because: 'a name for people' },
  { what: /^cloud voicectl\.yaml livekit\.url$/, how: /^other-host$/, verdict: 'live', because: 'no other file names the project' },
  {
    what: /^(local|cloud|self-hosted) \.env LIVEKIT_API_(KEY|SECRET)$/,
    how: /^other-secret$/,
    verdict: 'live',
    because: 'stated once, so that no file contradicts it; server and clients read the same line',
  },
  {
    what: /^(local|cloud|self-hosted) \.env LIVEKIT_API_KEY$/,
    how: /^shorter$/,
    verdict: 'live',
    because: 'stated once, so that no file contradicts it; server and clients read the same line',
  },
  {
    what: /\.env (DEEPGRAM|GROQ|SARVAM|GOOGLE|ELEVENLABS|ELEVEN|OPENAI)_API_KEY$/,
    how: /^(other-secret|shorter)$/,
    verdict: 'live',
    because: 'only the provider knows its keys',
  },
  {
    what: /^seed-004 .*\.env ELEVENLABS_API_KEY$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'the plugin reads ELEVEN_API_KEY, which is beside it',
  },
  {
    what: /\.env \w*SUPABASE_\w+$/,
    how: /^(other|no-|more|shorter|drop)/,
    verdict: 'live',
    because: 'only the database knows its address and keys, and only the program what it reads',
  },
  {
    what: /\.env (APP_SECRET_KEY|ADMIN_\w+)$/,
    how: /^(other-secret|other-name|rename|drop|shorter)$/,
    verdict: 'live',
    because: 'only the dashboard knows what it reads and takes',
  },
  {
    what: / (livekit-agent\/\.env|docker-compose\.prod\.yml services\.agent\.environment\.)\s?LIVEKIT_AGENT_NAME$/,
    how: /^drop$/,
    verdict: 'live',
    because: 'the name may be in the code',
  },
  { what: / portal\/\.env VITE_LIVEKIT_URL$/, how: /^drop$/, verdict: 'live', because: 'the page may get it from its token endpoint' },
  {
    what: / services\.frontend\.environment(\.(NEXT_PUBLIC_)?LIVEKIT_URL)?$/,
    how: /^drop$/,
    verdict: 'live',
    because: 'which of them the page reads, only its code says',
  },
  { what: /^self-hosted Caddyfile encode$/, how: /^drop$/, verdict: 'harmless', because: 'answers are larger and the same' },
  {
    what: / redis\.conf (protected-mode|port|appendfsync|save|appendonly|bind)/,
    how: /^(drop|other-number)$/,
    verdict: 'harmless',
    because: 'the default is the same, or safe: protected mode answers this machine only, and a snapshot is written on stopping',
  },
  { what: /^seed-000 .* services\.redis\.command$/, how: /^drop$/, verdict: 'harmless', because: 'a snapshot is written on stopping' },
  { what: /compose.*ml services\.\w+\.image$/, how: /^other-name$/, verdict: 'live', because: 'only the registry knows its images' },
  {
    what: /compose.*ml services\.(livekit|redis|agent|egress|caddy)\.stop_grace_period$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'only a stop cuts calls off sooner',
  },
  {
    what: /^seed-000 livekit-dashboard\/.* services\.dashboard\.restart$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'an operator starts it when it is wanted',
  },
  {
    what: /compose.*ml services\.\w+\.depends_on/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'the order of starting: what comes too early ends and is started again',
  },
  {
    what: /compose.*ml services\.\w+\.healthcheck\.(interval|timeout|retries|start_period)$/,
    how: /^(drop|other-number)$/,
    verdict: 'harmless',
    because: 'how often is asked',
  },
  { what: /compose.*ml services\.caddy\.healthcheck(\.test)?$/, how: /^drop$/, verdict: 'harmless', because: 'nothing waits for it' },
  {
    what: /compose.*ml services\.\w+\.healthcheck\.test\[3\]$/,
    how: /^other-argument$/,
    verdict: 'harmless',
    because: 'the answer is written to another file',
  },
  {
    what: /compose.*ml services\.\w+\.healthcheck\.test\[4\]$/,
    how: /^no-scheme$/,
    verdict: 'harmless',
    because: 'wget takes http by itself',
  },
  {
    what: /compose\.yaml services\.caddy\.volumes\[2\]$/,
    how: /^(drop|other-target)$/,
    verdict: 'harmless',
    because: "Caddy's copy of its own config",
  },
  {
    what: /^seed-000 .* services\.egress\.cap_add(\[0\])?$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'sound only is recorded without Chrome',
  },
  {
    what: /^seed-000 .* services\.egress\.volumes\[1\]$/,
    how: /^other-source$/,
    verdict: 'harmless',
    because: 'another folder of the machine',
  },
  {
    what: /^seed-000 .*compose.*ml services\.(sip|egress|agent|frontend|caddy|dashboard)$/,
    how: /^rename$/,
    verdict: 'harmless',
    because: 'nobody calls it by its name',
  },
  {
    what: /^seed-000 .*compose.*ml services\.(sip|egress|agent|frontend)$/,
    how: /^drop$/,
    verdict: 'harmless',
    because: 'what remains is a stack that works, without it',
  },
  {
    what: /^seed-000 .* services\.(livekit\.ports\[4\]|frontend\.ports\[0\])$/,
    how: /^everywhere$/,
    verdict: 'harmless',
    because: 'the proxy keeps nothing back that is behind it',
  },
  {
    what: /^seed-000 .* services\.(frontend|dashboard)\.ports\[0\]$/,
    how: /^other-target$/,
    verdict: 'live',
    because: 'only the image knows where it listens',
  },
  {
    what: /^seed-000 livekit-dashboard\/.* services\.dashboard\.ports(\[0\])?$/,
    how: /^(other-p|drop)/,
    verdict: 'live',
    because: 'only who opens it knows where',
  },
  { what: /^seed-000 caddy\.yaml logging/, how: /^drop$/, verdict: 'harmless', because: 'how much is logged' },
  { what: /^seed-000 caddy\.yaml storage(\.\w+)?$/, how: /^drop$/, verdict: 'harmless', because: "Caddy's default is below /data, too" },
  { what: /\.json (dispatch_rule|trunk)$/, how: /^drop$/, verdict: 'harmless', because: 'an empty file asks for nothing' },
  {
    what: /\.json \w+\.(name|rule\.dispatchRuleIndividual\.roomPrefix)$/,
    how: /^(other-name|drop)$/,
    verdict: 'harmless',
    because: 'a name for people, or of rooms',
  },
  { what: /\.json dispatch_rule\.trunk_ids\[0\]$/, how: /^other-name$/, verdict: 'live', because: 'only LiveKit knows its trunks' },
  {
    what: /\.json dispatch_rule\.room_config\.agents\[0\]\.metadata$/,
    how: /^drop$/,
    verdict: 'live',
    because: 'only the agent knows what it reads',
  },
  { what: /\.json trunk\.auth_\w+$/, how: /^other/, verdict: 'live', because: 'only the carrier knows what it sends' },
  {
    what: /\.json trunk\.numbers(\[0\])?$/,
    how: /^(other|drop)/,
    verdict: 'live',
    because: 'only the carrier knows the numbers; without them the trunk takes all, with its password',
  },
  {
    what: / record-twilio\.json (room_name|file_outputs\[0\]\.filepath)$/,
    how: /^other-name$/,
    verdict: 'harmless',
    because: 'another room, or another name of the file',
  },
  {
    what: / record-twilio\.json (audio_only|file_outputs\[0\]\.file_type)$/,
    how: /^(flip|drop)$/,
    verdict: 'harmless',
    because: 'an empty picture besides; the name of the file tells its type',
  },
  ...sipRows,
]

/** Why a change need not be found; null where it breaks or weakens the stack. */
export function exempt(stack: string, { file, path, how }: Mutation): { verdict: Verdict; because: string } | null {
  const what = `${stack} ${file} ${path}`
  return rows.find((row) => row.what.test(what) && row.how.test(how)) ?? null
}

/** The rows that speak of nothing. */
export function unusedRows(all: readonly { stack: string; mutation: Mutation }[]): string[] {
  const used = new Set(all.map(({ stack, mutation }) => exempt(stack, mutation)))
  return rows.filter((row) => !used.has(row)).map(({ what, how }) => `${what} ${how}`)
}
