import type { ConfigKind } from '../readers/config-facts/kind-of-config.ts'

/** The releases whose settings the schemas hold. */
export const newestKnown: Record<ConfigKind, string> = { livekit: '1.13.5', sip: '1.11.0', egress: '1.14.1', ingress: '1.5.0' }

/** Releases older than these had other settings; nothing is said of them. */
const oldestKnown: Record<ConfigKind, string> = { livekit: '1.5.0', sip: '0.9.0', egress: '1.8.0', ingress: '1.2.0' }

/** The release that first knew a setting; those below it came with it. */
export const since: Record<ConfigKind, Readonly<Record<string, string>>> = {
  livekit: {
    agents: '1.9.2',
    'agents.enable_user_data_redaction': '1.13.4',
    'agents.target_load': '1.11.0',
    api: '1.10.1',
    'audio.enable_loss_proxying': '1.6.0',
    debug_handler: '1.13.2',
    enable_data_tracks: '1.9.7',
    enable_participant_data_blob: '1.13.2',
    'limit.max_attributes_size': '1.6.3',
    'limit.max_data_blob_key_length': '1.13.2',
    'limit.max_data_blobs_size': '1.13.2',
    'limit.max_data_track_custom_encoding_length': '1.13.3',
    'limit.max_participant_identity_length': '1.6.2',
    'limit.max_participant_name_length': '1.7.1',
    'limit.max_room_name_length': '1.6.2',
    metric: '1.8.0',
    'metric.collector': '1.8.2',
    'metric.reporter': '1.8.2',
    'node_selector.algorithm': '1.9.2',
    node_stats: '1.9.0',
    prometheus: '1.7.1',
    psrpc: '1.5.1',
    'redis.pool_size': '1.5.2',
    'redis.pool_timeout': '1.5.2',
    'redis.tls': '1.5.3',
    'room.create_room_attempts': '1.8.0',
    'room.create_room_timeout': '1.8.0',
    'room.departure_timeout': '1.6.0',
    'room.max_participant_identity_length': '1.6.2',
    'room.max_room_name_length': '1.6.2',
    'room.room_configurations': '1.7.1',
    'room.update_batch_target_size': '1.9.1',
    'rtc.advertise_internal_ip': '1.13.0',
    'rtc.allow_udp_unstable_fallback': '1.13.1',
    'rtc.congestion_control.remote_bwe': '1.8.2',
    'rtc.congestion_control.send_side_bwe': '1.8.2',
    'rtc.congestion_control.send_side_bwe_pacer': '1.9.0',
    'rtc.congestion_control.stream_allocator': '1.8.2',
    'rtc.congestion_control.use_send_side_bwe': '1.8.2',
    'rtc.congestion_control.use_send_side_bwe_interceptor': '1.8.2',
    'rtc.data_channel_max_buffered_amount': '1.5.1',
    'rtc.datachannel_data_track_target_latency': '1.13.4',
    'rtc.datachannel_lossy_target_latency': '1.9.6',
    'rtc.datachannel_slow_threshold': '1.8.2',
    'rtc.enable_rtp_stream_restart_detection': '1.9.9',
    'rtc.forward_stats': '1.6.2',
    'rtc.host_acceptance_min_wait': '1.13.0',
    'rtc.packet_buffer_size_audio': '1.6.0',
    'rtc.packet_buffer_size_video': '1.6.0',
    'rtc.prflx_acceptance_min_wait': '1.13.0',
    'rtc.relay_acceptance_min_wait': '1.13.0',
    'rtc.sctp_cwnd_ca_step': '1.9.0',
    'rtc.sctp_fast_rtx_wnd': '1.9.0',
    'rtc.sctp_min_cwnd': '1.9.0',
    'rtc.skip_external_ip_validation': '1.13.0',
    'rtc.srflx_acceptance_min_wait': '1.13.0',
    'rtc.tcp_fallback_rtt_threshold': '1.13.1',
    'rtc.turn_servers[].secret': '1.9.10',
    'rtc.turn_servers[].secret_file': '1.13.0',
    'rtc.turn_servers[].ttl': '1.9.10',
    'rtc.use_stun_port_as_ice': '1.9.1',
    'signal_relay.connect_attempts': '1.8.0',
    sip: '1.5.2',
    trace: '1.9.11',
    'turn.allow_restricted_peer_cidrs': '1.12.0',
    'turn.deny_peer_cidrs': '1.12.0',
    'turn.ttl_seconds': '1.12.0',
    'video.codec_regression_threshold': '1.9.0',
    'video.stream_tracker_manager': '1.8.2',
    'webhook.filter_params': '1.9.2',
    'webhook.resource_url_notifier': '1.9.0',
    'webhook.url_notifier': '1.9.0',
  },
  sip: {
    add_record_route: '1.2.0',
    disable_rejected_invite_cache: '1.4.0',
    enable_jitter_buffer: '0.10.0',
    enable_jitter_buffer_prob: '1.1.0',
    experimental: '1.2.0',
    ignore_local_addr_in_sdp: '1.3.1',
    jaeger_url: '1.3.0',
    max_active_calls: '1.3.0',
    media_nat_1_to_1_ip: '0.10.0',
    media_use_external_ip: '0.10.0',
    outbound_route_headers: '1.3.1',
    rtp_draining_duration: '1.7.0',
    rtp_draining_idle_timeout: '1.7.0',
    sip_ringing_interval: '0.10.0',
    sip_trunk_ids: '1.3.0',
    symmetric_rtp: '1.3.1',
    tcp: '1.3.0',
    'tls.alpn': '1.3.1',
    'tls.cipher_suites': '1.3.0',
    'tls.key_log': '1.2.0',
    'tls.max_version': '1.3.0',
    'tls.min_version': '1.3.0',
    udp_max_payload: '1.3.0',
  },
  egress: {
    audio_tempo_controller: '1.11.0',
    backup: '1.9.0',
    chrome_flags: '1.9.1',
    'cpu_cost.audio_room_composite_cpu_cost': '1.8.2',
    'cpu_cost.audio_web_cpu_cost': '1.8.2',
    'cpu_cost.cpu_kill_grace_sec': '1.14.0',
    'cpu_cost.max_memory': '1.9.0',
    'cpu_cost.max_pulse_clients': '1.10.0',
    'cpu_cost.memory_cost': '1.9.1',
    'cpu_cost.memory_kill_grace_sec': '1.13.0',
    'cpu_cost.memory_source': '1.13.0',
    'cpu_cost.sdk_audio_room_composite_cpu_cost': '1.14.1',
    'cpu_cost.sdk_audio_room_composite_memory_cost': '1.14.1',
    disallow_local_storage: '1.9.0',
    enable_one_shot_sender_report_sync: '1.13.0',
    enable_sync_engine: '1.14.0',
    io_create_timeout: '1.9.0',
    io_selection_timeout: '1.13.0',
    io_update_timeout: '1.9.0',
    io_workers: '1.11.0',
    latency: '1.10.0',
    latency_overrides: '1.11.0',
    max_upload_queue: '1.9.0',
    pulse_sink_reap_grace_sec: '1.14.0',
    s3_assume_role_arn: '1.11.0',
    s3_assume_role_external_id: '1.11.0',
    s3_assume_role_key: '1.10.0',
    s3_assume_role_secret: '1.10.0',
    'session_limits.file_output_max_size': '1.12.0',
    storage: '1.9.0',
    test_overrides: '1.13.0',
  },
  ingress: {
    'cpu_cost.min_idle_ratio': '1.4.0',
    enable_stream_latency_reduction: '1.5.0',
    node_id: '1.3.0',
    'rtc_config.sctp_cwnd_ca_step': '1.5.0',
    'rtc_config.sctp_fast_rtx_wnd': '1.5.0',
    'rtc_config.sctp_min_cwnd': '1.5.0',
    'rtc_config.use_stun_port_as_ice': '1.5.0',
    service_name: '1.3.0',
    whip_proxy_enabled: '1.5.0',
  },
}

/** The last release that knew a setting which is gone. */
const until: Record<ConfigKind, Readonly<Record<string, string>>> = {
  livekit: {
    environment: '1.5.3',
    'rtc.congestion_control.probe_config': '1.8.0',
    'rtc.congestion_control.probe_mode': '1.8.0',
    'rtc.congestion_control.min_channel_capacity': '1.8.0',
    'rtc.congestion_control.channel_observer_non_probe_config': '1.8.0',
    'rtc.congestion_control.channel_observer_probe_config': '1.8.0',
    'rtc.congestion_control.disable_etimation_unmanaged_tracks': '1.8.0',
    'rtc.congestion_control.expected_usage_threshold': '1.8.0',
    'rtc.congestion_control.nack_ratio_attenuator': '1.8.0',
    'rtc.congestion_control.send_side_bandwidth_estimation': '1.8.0',
    'room.create_room_enabled': '1.13.1',
    'video.stream_tracker': '1.8.0',
  },
  sip: {},
  egress: {
    alioss: '1.8.6',
    azure: '1.8.6',
    backup_storage: '1.8.6',
    enable_room_composite_sdk_source: '1.12.0',
    gcp: '1.8.6',
    log_level: '1.8.6',
    s3: '1.8.6',
  },
  ingress: {},
}

/** Below, equal to or above zero, as sort() wants it. A part that a version leaves out is the newest there may be. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  const index = left.findIndex((part, at) => part !== right[at])
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0)
}

function parts(version: string): [number, number, number] {
  const [major = 0, minor = 9999, patch = 9999] = version.split('.').map(Number)
  return [major, minor, patch]
}

/** True where nothing is known of the settings of this release. */
export function isUnknownRelease(of: ConfigKind, version: string | null): boolean {
  return version !== null && compareVersions(version, oldestKnown[of]) < 0
}

/** True where a release, the newest for null, knows the setting of a path that the schema has. */
export function isKnownTo(of: ConfigKind, version: string | null, path: string): boolean {
  const first = since[of][path]
  return version === null || first === undefined || compareVersions(version, first) >= 0
}

/** True where a release is old enough to know a setting that the schema has no more. */
export function isStillKnown(of: ConfigKind, version: string | null, path: string): boolean {
  const last = until[of][path]
  return version !== null && last !== undefined && compareVersions(version, last) <= 0
}
