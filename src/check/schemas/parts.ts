import type { Fields } from './shape.ts'

/** `redis:` of every LiveKit program. */
export const redis: Fields = {
  address: 'string',
  cluster_addresses: ['string'],
  db: 'int',
  dial_timeout: 'int',
  max_redirects: 'int',
  password: 'string',
  pool_size: 'int',
  pool_timeout: 'duration',
  read_timeout: 'int',
  sentinel_addresses: ['string'],
  sentinel_master_name: 'string',
  sentinel_password: 'string',
  sentinel_username: 'string',
  tls: {
    ca_cert_file: 'string',
    client_cert_file: 'string',
    client_key_file: 'string',
    enabled: 'bool',
    insecure: 'bool',
    server_name: 'string',
  },
  use_tls: 'bool',
  username: 'string',
  write_timeout: 'int',
}

/** `logging:` of every LiveKit program. */
export const logging: Fields = {
  component_levels: { '*': 'string' },
  item_sample_initial: 'int',
  item_sample_interval: 'int',
  item_sample_seconds: 'int',
  json: 'bool',
  level: 'string',
  sample: 'bool',
  sample_initial: 'int',
  sample_interval: 'int',
}
