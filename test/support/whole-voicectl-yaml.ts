/** A voicectl.yaml in which every kind of setting is there, and right. */
export const whole = `version: 1
name: acme
target: self-hosted
livekit:
  domain: livekit.acme.com
  port: 7980
  udpPortRange: 50000-50100
  nodeIp: 203.0.113.7
  logLevel: info
web:
  domain: app.acme.com
  port: 3001
  host: 0.0.0.0
agent:
  name: support
  healthPort: 8082
  maxCalls: 4
  drainSeconds: 30
  file: ./agent.ts
  lowMemory: false
providers:
  stt:
    provider: deepgram
    model: nova-3
  llm:
    provider: groq
    temperature: 0.5
    fallback:
      provider: openai
      baseUrl: http://127.0.0.1:11434/v1
  tts:
    en:
      provider: elevenlabs
      voice: abc
    hi:
      provider: sarvam
telephony:
  enabled: true
  redisPort: 6380
sip:
  inbound:
    - name: Twilio
      id: ST_abc
      numbers:
        - "+15551234567"
      allowedAddresses: [54.172.60.0/30]
      authUsername: acme
      authPassword: \${SIP_PASSWORD}
      headers:
        X-Tenant: acme
      includeHeaders: x
      ringingTimeout: 30s
      krispEnabled: false
      metadata: text
      media:
        codecs:
          - name: PCMU
            rate: 8000
        encryption: require
        mediaTimeout: 20s
    - name: Telnyx
      allowedNumbers: ["+15557654321"]
  outbound:
    - name: out
      address: sip.example.com
      transport: tls
      destinationCountry: US
      numbers:
        - "+15551234567"
  dispatch:
    - name: calls
      trunks: [Twilio]
      rule:
        individual:
          roomPrefix: call
          pin: \${PIN}
          noRandomness: true
      numbers: ["+15551234567"]
      agents:
        - agentName: support
          metadata:
            mode: support
          restartPolicy: never
      roomConfig:
        emptyTimeout: 60
        tags:
          a: b
        egress:
          room: {}
      hidePhoneNumber: false
    - name: hall
      rule:
        direct:
          roomName: hall
  carrier:
    provider: twilio
    name: acme
    credentials:
      account: AC1
      key: \${TWILIO_KEY}
      secret: \${TWILIO_SECRET}
    numbers: ["+15551234567"]
    sipHost: sip.acme.com
    port: 5061
    transport: tls
    secure: true
    region: frankfurt
    transfers: sip-only
    networks:
      - 54.172.60.0/30
    outbound:
      trunk: out
      username: acme
      password: \${SIP_PASSWORD}
      domain: acme.pstn.twilio.com
      allowedAddresses:
        - 203.0.113.7
    baseUrl: http://127.0.0.1:8080
  transferTargets:
    billing: tel:+15105550100
    desk: sip:desk@pbx.example.com
  calling:
    doNotCall: do-not-call.txt
    consent:
      required: true
    quietHours:
      from: "21:00"
      to: "08:00"
      timeZone: Asia/Kolkata
`
