import type { ConfigKind } from '../readers/config-facts/kind-of-config.ts'

/** What is meant by a name that isn't known: where it is set instead. */
export interface Advice {
  /** Imperative, no full stop. */
  text: string
  /** The right name at the same place, where a rename is all there is to do. */
  rename?: string
}

type Table = Readonly<Record<string, Advice>>

const REDIS: Table = {
  'redis.host': { text: 'Write host and port together as `redis.address`' },
  'redis.hostname': { text: 'Write host and port together as `redis.address`' },
  'redis.port': { text: 'Write host and port together as `redis.address`' },
  'redis.url': { text: 'Write host and port as `redis.address`, and password and database on lines of their own' },
  'redis.addr': { text: 'Write `address`', rename: 'address' },
  'redis.database': { text: 'Write `db`', rename: 'db' },
  'redis.user': { text: 'Write `username`', rename: 'username' },
  'redis.pass': { text: 'Write `password`', rename: 'password' },
}

const LOGGING: Table = { log_level: { text: 'Write `logging:` with `level:` below it' } }

const CLIENT: Table = {
  ...REDIS,
  ...LOGGING,
  url: { text: 'Write `ws_url`', rename: 'ws_url' },
  livekit_url: { text: 'Write `ws_url`', rename: 'ws_url' },
  livekit_ws_url: { text: 'Write `ws_url`', rename: 'ws_url' },
  livekit_api_key: { text: 'Write `api_key`', rename: 'api_key' },
  livekit_api_secret: { text: 'Write `api_secret`', rename: 'api_secret' },
  keys: { text: 'Write one key as `api_key` and its secret as `api_secret`' },
  livekit: { text: 'Write its settings at the top of the file: `api_key`, `api_secret`, `ws_url`' },
}

const RANGE = 'Write the range as one value: `rtp_port: 10000-20000`'
const TURN_SERVER: Advice = { text: 'Describe a TURN server of your own below `rtc.turn_servers`; `turn:` is the one within LiveKit' }
const BASE_URL: Advice = { text: 'Move it below `ingress:` in the config of livekit-server' }
const SIP_SERVICE: Advice = { text: 'Move it to the config of livekit-sip; the server itself has no settings for SIP' }

/** Names by their path, in the words that people write. */
export const advice: Record<ConfigKind, Table> = {
  livekit: {
    ...REDIS,
    debug_handler_port: { text: 'Write `debug_handler:` with `port:` below it' },
    api_key: { text: 'Write key and secret as one line below `keys:`' },
    api_secret: { text: 'Write key and secret as one line below `keys:`' },
    api_keys: { text: 'Write `keys`', rename: 'keys' },
    webhooks: { text: 'Write `webhook`', rename: 'webhook' },
    'webhook.url': { text: 'Write `urls:` with a list' },
    'turn.host': TURN_SERVER,
    'turn.port': { text: 'Write `udp_port` or `tls_port`' },
    'turn.username': TURN_SERVER,
    'turn.password': TURN_SERVER,
    'turn.credential': TURN_SERVER,
    'turn.secret': TURN_SERVER,
    'turn.servers': TURN_SERVER,
    'sip.port': SIP_SERVICE,
    'sip.sip_port': SIP_SERVICE,
    'sip.enabled': SIP_SERVICE,
    'sip.rtp_port': SIP_SERVICE,
    'rtc.external_ip': { text: 'Write `node_ip`', rename: 'node_ip' },
    'rtc.public_ip': { text: 'Write `node_ip`', rename: 'node_ip' },
    'rtc.port_range': { text: 'Write `port_range_start` and `port_range_end`' },
    'rtc.udp_port_range': { text: 'Write `udp_port`', rename: 'udp_port' },
    'rtc.udp_port_start': { text: 'Write `port_range_start`', rename: 'port_range_start' },
    'rtc.udp_port_end': { text: 'Write `port_range_end`', rename: 'port_range_end' },
    'logging.log_level': { text: 'Write `level`', rename: 'level' },
    sip_port: SIP_SERVICE,
    rtp_port: SIP_SERVICE,
    egress: { text: 'Move it to the config of livekit-egress; the server needs only `redis:` for it' },
    tls: { text: 'Leave it out: a proxy in front of the server ends TLS' },
    cert_file: { text: 'Leave it out: a proxy in front of the server ends TLS' },
  },
  sip: {
    ...CLIENT,
    sip: { text: 'Write its settings at the top of the file: `sip_port`, `rtp_port`, …' },
    rtp: { text: RANGE },
    rtp_ports: { text: RANGE, rename: 'rtp_port' },
    rtp_port_range: { text: RANGE, rename: 'rtp_port' },
    rtp_port_start: { text: RANGE },
    rtp_port_end: { text: RANGE },
    rtp_port_range_start: { text: RANGE },
    rtp_port_range_end: { text: RANGE },
    rtp_start: { text: RANGE },
    rtp_end: { text: RANGE },
    port_range_start: { text: RANGE },
    port_range_end: { text: RANGE },
    port: { text: 'Write `sip_port`', rename: 'sip_port' },
    listen_port: { text: 'Write `sip_port`', rename: 'sip_port' },
    sip_listen_port: { text: 'Write `sip_port_listen`', rename: 'sip_port_listen' },
    sip_tls_port: { text: 'Write `tls:` with `port:` and `certs:` below it' },
    external_ip: { text: 'Write `nat_1_to_1_ip`', rename: 'nat_1_to_1_ip' },
    public_ip: { text: 'Write `nat_1_to_1_ip`', rename: 'nat_1_to_1_ip' },
    node_ip: { text: 'Write `nat_1_to_1_ip`', rename: 'nat_1_to_1_ip' },
    trunks: { text: 'Declare trunks in the sip block of voicectl.yaml: `voicectl sip apply`' },
    inbound: { text: 'Declare trunks in the sip block of voicectl.yaml: `voicectl sip apply`' },
    outbound: { text: 'Declare trunks in the sip block of voicectl.yaml: `voicectl sip apply`' },
  },
  egress: {
    ...CLIENT,
    s3: { text: 'Move it below `storage:`' },
    azure: { text: 'Move it below `storage:`' },
    gcp: { text: 'Move it below `storage:`' },
    alioss: { text: 'Move it below `storage:`' },
    backup_storage: { text: 'Write `backup:` with a storage below it, such as `s3:`' },
    template: { text: 'Write `template_base` and `template_port`' },
    local_directory: { text: 'Leave it out: each request says where its file goes' },
    file_output: { text: 'Leave it out: each request says where its file goes' },
    file_outputs: { text: 'Leave it out: each request says where its file goes' },
    output: { text: 'Leave it out: each request says where its file goes' },
    'cpu_cost.room_composite': { text: 'Write `room_composite_cpu_cost`', rename: 'room_composite_cpu_cost' },
    'cpu_cost.audio_room_composite': { text: 'Write `audio_room_composite_cpu_cost`', rename: 'audio_room_composite_cpu_cost' },
    'cpu_cost.web': { text: 'Write `web_cpu_cost`', rename: 'web_cpu_cost' },
    'cpu_cost.participant': { text: 'Write `participant_cpu_cost`', rename: 'participant_cpu_cost' },
    'cpu_cost.track_composite': { text: 'Write `track_composite_cpu_cost`', rename: 'track_composite_cpu_cost' },
    'cpu_cost.track': { text: 'Write `track_cpu_cost`', rename: 'track_cpu_cost' },
  },
  ingress: {
    ...CLIENT,
    rtc: { text: 'Write `rtc_config`', rename: 'rtc_config' },
    'rtc_config.external_ip': { text: 'Write `node_ip`', rename: 'node_ip' },
    'rtc_config.public_ip': { text: 'Write `node_ip`', rename: 'node_ip' },
    'rtc_config.port_range': { text: 'Write `port_range_start` and `port_range_end`' },
    rtmp_base_url: BASE_URL,
    whip_base_url: BASE_URL,
    ingress: { text: 'Write its settings at the top of the file: `rtmp_port`, `whip_port`, …' },
    rtmp: { text: 'Write its port as `rtmp_port`' },
    whip: { text: 'Write its port as `whip_port`' },
    'cpu_cost.rtmp': { text: 'Write `rtmp_cpu_cost`', rename: 'rtmp_cpu_cost' },
    'cpu_cost.whip': { text: 'Write `whip_cpu_cost`', rename: 'whip_cpu_cost' },
    'cpu_cost.url': { text: 'Write `url_cpu_cost`', rename: 'url_cpu_cost' },
  },
}
