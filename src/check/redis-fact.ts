import type { Place } from '../core/place.ts'
import type { Site, Stated, User } from './site.ts'

/** A program's connection to Redis. Parts that are absent have Redis's defaults. */
export interface RedisFact {
  what: 'redis'
  user: User
  site: Site
  /** `host:port`; several (sentinels, a cluster) in one order with commas between. */
  address: Stated | null
  db: Stated<number> | null
  username: Stated | null
  password: Stated | null
  tls: boolean
  at: Place
}

/** How a Redis server is set up, by its redis.conf or its command. Null and empty where Redis's default counts. */
export interface RedisServerFact {
  what: 'redis-server'
  site: Site
  password: Stated | null
  protectedMode: Stated<boolean> | null
  databases: Stated<number> | null
  appendOnly: Stated<boolean> | null
  /** Each `save` setting: `900 1`; an empty one turns snapshots off. */
  save: readonly Stated[]
  /** The addresses of `bind`. */
  hosts: readonly Stated[]
  /** True where it may have users and passwords that are not seen here: `aclfile`, `user`, `include`. */
  otherUsers: boolean
  at: Place
}
