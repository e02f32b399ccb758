/** The variable that holds a whole config. */
export const CONFIG_BODIES = {
  livekit: 'LIVEKIT_CONFIG',
  sip: 'SIP_CONFIG_BODY',
  egress: 'EGRESS_CONFIG_BODY',
  ingress: 'INGRESS_CONFIG_BODY',
}
