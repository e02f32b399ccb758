import type { Shape } from './shape.ts'

const trend: Shape = {
  collapse_threshold: 'duration',
  downward_trend_max_wait: 'duration',
  downward_trend_threshold: 'float',
  required_samples: 'int',
  required_samples_min: 'int',
  validity_window: 'duration',
}
const packetGroup: Shape = { max_window_duration: 'duration', min_packets: 'int' }
const lasting: Shape = { min_duration: 'duration', min_number_of_groups: 'int' }
const probeRegulator: Shape = {
  backoff_factor: 'float',
  base_interval: 'duration',
  duration_increase_factor: 'float',
  max_duration: 'duration',
  max_interval: 'duration',
  min_duration: 'duration',
}
const weightedLoss: Shape = {
  base_duration: 'duration',
  base_pps: 'int',
  loss_penalty_factor: 'float',
  min_duration_for_loss_validity: 'duration',
}
const channelObserver: Shape = {
  estimate: trend,
  nack: { ratio_threshold: 'float', window_max_duration: 'duration', window_min_duration: 'duration' },
}

/** What livekit-server reads below `rtc.congestion_control`; nobody but its developers sets most of it. */
export const congestionControl: Shape = {
  allow_pause: 'bool',
  enabled: 'bool',
  remote_bwe: {
    channel_observer_non_probe: channelObserver,
    channel_observer_probe: channelObserver,
    expected_usage_threshold: 'float',
    nack_ratio_attenuator: 'float',
    probe_controller: {
      probe_regulator: probeRegulator,
      settle_wait_max: 'duration',
      settle_wait_min: 'duration',
      settle_wait_num_rtt: 'uint32',
    },
  },
  send_side_bwe: {
    congestion_detector: {
      congested_ctr_epsilon: 'float',
      congested_ctr_trend: trend,
      congested_packet_group: packetGroup,
      dqr_max_delay: 'duration',
      dqr_max_weighted_loss: 'float',
      estimaton_window_duration: 'duration',
      jqr_min_delay: 'duration',
      jqr_min_trend_coefficient: 'float',
      jqr_min_weighted_loss: 'float',
      loss_congested_dqr: lasting,
      loss_congested_jqr: lasting,
      loss_early_warning_dqr: lasting,
      loss_early_warning_jqr: lasting,
      packet_group: packetGroup,
      packet_group_max_age: 'duration',
      probe_packet_group: {
        packet_group: packetGroup,
        settle_wait_max: 'duration',
        settle_wait_min: 'duration',
        settle_wait_num_rtt: 'uint32',
      },
      probe_regulator: probeRegulator,
      probe_signal: {
        dqr_max_delay: 'duration',
        dqr_max_weighted_loss: 'float',
        jqr_min_delay: 'duration',
        jqr_min_weighted_loss: 'float',
        min_bytes_ratio: 'float',
        min_duration_ratio: 'float',
        weighted_loss: weightedLoss,
      },
      queuing_delay_congested_dqr: lasting,
      queuing_delay_congested_jqr: lasting,
      queuing_delay_early_warning_dqr: lasting,
      queuing_delay_early_warning_jqr: lasting,
      weighted_loss: weightedLoss,
    },
  },
  send_side_bwe_pacer: 'string',
  stream_allocator: {
    disable_etimation_unmanaged_tracks: 'bool',
    min_channel_capacity: 'int64',
    paused_min_wait: 'duration',
    probe_min_bps: 'int64',
    probe_mode: 'string',
    probe_overage_pct: 'int64',
  },
  use_send_side_bwe: 'bool',
  use_send_side_bwe_interceptor: 'bool',
}
