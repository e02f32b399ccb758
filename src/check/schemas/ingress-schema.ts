import { logging, redis } from './parts.ts'
import type { Fields } from './shape.ts'

/** What ingress takes of the settings that livekit-server has below `rtc:`. */
const rtc: Fields = {
  batch_io: { batch_size: 'int', max_flush_interval: 'duration' },
  enable_loopback_candidate: 'bool',
  external_ip_only: 'bool',
  force_tcp: 'bool',
  interfaces: { excludes: ['string'], includes: ['string'] },
  ips: { excludes: ['string'], includes: ['string'] },
  node_ip: 'string',
  port_range_end: 'uint32',
  port_range_start: 'uint32',
  sctp_cwnd_ca_step: 'int',
  sctp_fast_rtx_wnd: 'int',
  sctp_min_cwnd: 'int',
  stun_servers: ['string'],
  tcp_port: 'uint32',
  udp_port: 'port-range',
  use_external_ip: 'bool',
  use_ice_lite: 'bool',
  use_mdns: 'bool',
  use_stun_port_as_ice: 'bool',
}

/** Every setting of livekit-ingress 1.5.0; it reads past any other. */
export const ingressSchema: Fields = {
  redis,
  api_key: 'string',
  api_secret: 'string',
  ws_url: 'string',
  health_port: 'int',
  debug_handler_port: 'int',
  prometheus_port: 'int',
  rtmp_port: 'int',
  whip_port: 'int',
  http_relay_port: 'int',
  logging,
  development: 'bool',
  whip_proxy_enabled: 'bool',
  rtc_config: rtc,
  cpu_cost: {
    rtmp_cpu_cost: 'float',
    whip_cpu_cost: 'float',
    whip_bypass_transcoding_cpu_cost: 'float',
    url_cpu_cost: 'float',
    min_idle_ratio: 'float',
  },
  enable_stream_latency_reduction: 'bool',
  service_name: 'string',
  node_id: 'string',
}
