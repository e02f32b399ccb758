import type { Place } from '../core/place.ts'

/** A value as some file states it. `through` names the places it came by, such as the line of .env behind `${NAME}`. */
export interface Stated<Value = string> {
  value: Value
  at: Place
  through?: readonly Place[]
}

/** Who reads a setting. `other` is a service whose part in the stack is not known. */
export type User = 'livekit' | 'sip' | 'egress' | 'ingress' | 'redis' | 'agent' | 'page' | 'dashboard' | 'proxy' | 'voicectl' | 'other'

/** Where something runs, as far as files show: it decides what `localhost` and a container's name mean. */
export interface Site {
  /** Name of the compose service or Kubernetes workload; null for a file that no service is known to read. */
  service: string | null
  /** `host` for a process on the machine and for host networking. */
  network: 'host' | 'bridge' | 'kubernetes' | 'unknown'
  /** Folder of the file that declares the service, or of the file itself where none does; '' for the checked folder. */
  stack: string
  /** The compose file that starts it: files of one folder that don't extend one another are ways to run it, not one stack. */
  project?: string
}
