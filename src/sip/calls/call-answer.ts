/** What became of `sip call`. */
export interface CallAnswer {
  /** `interrupted`: it was given up before anybody answered. */
  outcome: 'answered' | 'ended' | 'interrupted'
  number: string
  room: string
  participant: string
  /** Null where nobody has answered. */
  callId: string | null
  trunk: { id: string; name: string }
  agent: string
}

/** What became of `sip transfer`. */
export interface TransferAnswer {
  room: string
  participant: string
  callId: string
  /** The URI. */
  to: string
  /** Its name in voicectl.yaml; null where it has none. */
  target: string | null
}

/** What became of `sip hangup`. */
export interface HangUpAnswer {
  room: string
  /** Null where the whole room was ended. */
  participant: string | null
  callId: string | null
}
