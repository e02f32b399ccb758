const words = (text: string) => text.trim().split(/\s+/)

/** What a compose file may have at its top; `x-…` besides. */
export const TOP_KEYS = words('name services networks volumes configs secrets models include version')

/** What Docker Compose 2.40 takes in a service. */
export const SERVICE_KEYS = words(`
  annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count cpu_percent cpu_period
  cpu_quota cpu_rt_period cpu_rt_runtime cpus cpu_shares cpuset credential_spec depends_on deploy develop device_cgroup_rules devices dns dns_opt
  dns_search domainname entrypoint env_file environment expose extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc
  isolation labels label_file links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit models network_mode networks
  oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_stop privileged profiles provider pull_policy pull_refresh_after
  read_only restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits
  use_api_socket user userns_mode uts volumes volumes_from working_dir`)

export const HEALTHCHECK_KEYS = words('test interval timeout retries start_period start_interval disable')
export const DEPENDENCY_KEYS = words('condition restart required')
export const BUILD_KEYS = words(`
  context dockerfile dockerfile_inline entitlements args ssh labels cache_from cache_to no_cache no_cache_filter additional_contexts network
  provenance sbom pull target shm_size extra_hosts isolation privileged secrets tags ulimits platforms`)
