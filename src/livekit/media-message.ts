/** The way that media has taken, as WebRTC's statistics tell it. */
export interface MediaPath {
  /** To the server, or to the relay. */
  protocol: 'udp' | 'tcp' | 'tls'
  /** True where a TURN server is in between. */
  relayed: boolean
  /** Where it goes to: the server's address, or its relay's. */
  address: string
  port: number
  roundTripMs: number
}

/** What the program `agent/probe-media` tells, each as one line of JSON on stdout. `missing`: the optional packages are not installed. */
export type MediaMessage =
  | { stage: 'missing' }
  | { stage: 'loaded' }
  | { stage: 'refused'; reason: string }
  | { stage: 'connected'; path: MediaPath | null }
