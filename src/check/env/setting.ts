import type { Place } from '../../core/place.ts'
import type { ConfigNode } from '../config-node.ts'
import type { Site, Stated, User } from '../facts.ts'

/** One variable of a program's environment. */
export interface Setting {
  name: string
  /** Null where it is not known: from the shell that starts the program, or from a variable without a value. */
  value: Stated | null
  at: Place
  /** The value read as YAML or JSON. */
  tree: () => ConfigNode | undefined
}

/** Who reads the settings, and where. */
export interface Reads {
  user: User
  site: Site
}
