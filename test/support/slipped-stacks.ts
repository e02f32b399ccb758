/** Stacks as people have them, in several files, with slips that `check --fix` may mend. By path. */
export const slippedStacks: Record<string, Record<string, string>> = {
  'a server on one host': {
    'docker-compose.yml': `# Our voice stack. Ask Mia before changing ports!
x-logging: &logging
  driver: json-file   # rotated
  options: { max-size: "10m", max-file: "3" }

services:
  redis:
    image: redis:7.4-alpine
    command: ["redis-server", "--appendonly", "yes", "--bind", "127.0.0.1"]
    network_mode: host
    restart: unless-stopped
    volumes: ["redis:/data"]
    logging: *logging

  # The server itself
  livekit:
    image: livekit/livekit-server:v1.13.5
    command: --config /etc/livekit.yaml
    network_mode: host
    restart: on-failure   # why not always?
    logging: *logging
    volumes:
      - ./livekit.yaml:/etc/livekit.yaml:ro

  sip:
    image: livekit/sip:v1.11.0
    network_mode: host
    restart: "on-failure:5"
    stop_grace_period: 1h
    environment: { SIP_CONFIG_FILE: /etc/sip.yaml }
    volumes:
      - ./sip.yaml:/etc/sip.yaml:ro

  egress:
    image: livekit/egress:v1.14.1
    network_mode: host
    restart: unless-stopped
    cap_add: [SYS_ADMIN]
    environment:
      - EGRESS_CONFIG_FILE=/etc/egress.yaml
    volumes:
      - ./egress.yaml:/etc/egress.yaml:ro
volumes:
  redis: {}
`,
    'livekit.yaml': `# LiveKit of acme
port: "7880"   # signalling
rtc:
  # media
  tcp_prot: 7881
  port_range_start: 50000
  port_range_end: 50200   # 100 callers

  use_external_ip: 'true'
redis:
  addr: 127.0.0.1:6379   # not the one of staging
turn:
  enabled: true
  domain: turn.acme-voice.com
  tls_port: 5349
  external_tls: true
  allow_restricted_peer_cidrs:
    - "10.8.0.0/16"
    - 10.0.0.5   # the office
room:
  auto_create: false
keys:
  APIq7Hn2xWv4Lc: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
`,
    'sip.yaml': `---
# SIP
api_key: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
api_secret: APIq7Hn2xWv4Lc
ws_url: 127.0.0.1:7880
redis: { address: "127.0.0.1:6379", database: 0 }
cluster_id: eu-1
sip_port: 5060
rtp_ports: 10000-20000   # open in the firewall
use_external_ip: true
`,
    'egress.yaml': `api_key: APIq7Hn2xWv4Lc
api_secret: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
# on this machine
ws_url: ws://127.0.0.1:7880
redis:
  address: 127.0.0.1:6379
cpu_cost:
  room_composite: 3
`,
  },
  'bodies in the compose file, and an override': {
    'compose.yaml': `services:
  livekit:
    image: livekit/livekit-server:v1.13.5
    network_mode: host
    environment:
      LIVEKIT_CONFIG: |
        # the server
        port: 7880
        rtc:
          tcp_port: 7881
          udp_prot: 7882
          node_ip: 203.0.113.7
        redis: {address: "127.0.0.1:6379"}
        keys: {APIq7Hn2xWv4Lc: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0}
  redis:
    image: redis:7.4-alpine
    command: redis-server --appendonly yes --bind 127.0.0.1
    network_mode: host
    restart: unless-stopped
    volumes: ["redis:/data"]
  egress:
    image: livekit/egress:v1.14.1
    network_mode: host
    cap_add: [SYS_ADMIN]
    environment:
      EGRESS_CONFIG_BODY: |
        api_key: APIq7Hn2xWv4Lc
        api_secret: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
        ws_url: ws://127.0.0.1:7880
        redis:
          addr: 127.0.0.1:6379
  sip:
    image: livekit/sip:v1.11.0
    network_mode: host
    stop_grace_period: 1h
    environment:
      SIP_CONFIG_BODY: "{api_key: APIq7Hn2xWv4Lc, api_secret: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0, ws_url: 'ws://127.0.0.1:7880', redis: {addr: '127.0.0.1:6379'}, rtp_ports: 10000-20000, use_external_ip: false}"
volumes: {redis: }
`,
    'compose.override.yaml': `services:
  livekit:
    restart: on-failure
  egress: {restart: unless-stopped}
  sip: {restart: 'on-failure'}
  agent:
    build: ./agent
    restart: unless-stopped
    stop_grace_period: 60s
    network_mode: host
    environment:
      - "LIVKIT_URL=ws://127.0.0.1:7880/rtc"
      - LIVEKIT_API_KEY=APIq7Hn2xWv4Lc
      - LIVEKIT_API_SECRET=kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
`,
  },
  'shared anchors': {
    'compose.yaml': `x-common: &common
  restart: on-failure
  network_mode: host
x-lk: &lk
  LIVEKIT_URL: 127.0.0.1:7880
  LIVEKIT_API_KEY: APIq7Hn2xWv4Lc
  LIVEKIT_API_SECRET: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
services:
  livekit:
    <<: *common
    image: livekit/livekit-server:v1.13.5
    command: --config /l.yaml
    volumes: [./livekit.yaml:/l.yaml]
  migrations:
    <<: *common
    image: acme/migrate:3
  agent: {<<: *common, build: ./agent, stop_grace_period: 60s, environment: {<<: *lk, LOG: debug}}
  worker: {<<: *common, build: ./agent, stop_grace_period: 60s, environment: *lk}
`,
    'livekit.yaml': `"port": 7880
'rtc': {tcp_port: 7881, "udp_prot": 7882, node_ip: 203.0.113.7}
"keys": {"APIq7Hn2xWv4Lc": "kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0"}
`,
  },
  'configs in JSON': {
    'config/livekit.json': `{
  "port": 7880,
  "rtc": { "tcp_port": 7881, "udp_prot": 7882, "node_ip": "203.0.113.7" },
  "redis": { "addr": "127.0.0.1:6379" },
  "turn": { "enabled": true, "udp_port": 3478, "allow_restricted_peer_cidrs": ["10.0.0.5"] },
  "keys": { "APIq7Hn2xWv4Lc": "kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0" }
}
`,
    'config/egress.json': `{"api_key": "APIq7Hn2xWv4Lc", "api_secret": "kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0", "ws_url": "ws://127.0.0.1:7880", "redis": {"address": "127.0.0.1:6379"}, "health_port": "9090"}`,
    'config/sip.json': `{"cluster_id": "x", "api_key": "APIq7Hn2xWv4Lc", "api_secret": "kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0", "ws_url": "ws://127.0.0.1:7880", "redis": {"address": "127.0.0.1:6379"}, "sip_port": 5060, "rtp_port": "10000-20000"}`,
  },
  telephony: {
    '.env': `LIVEKIT_AGENT_NAME=voice-agent\n`,
    'dispatch.json': `{
  "name": "support line",
  "trunk_ids": ["ST_9fTqGx7bKm2L"],
  "rule": { "dispatchRuleIndividual": { "roomPrefix": "call" } },
  "room_config": { "agents": [ { "agent_name": "Voice_Agent" } ] }
}
`,
    'inbound.json': `{"trunk": {"name": "in", "numbers": ["+1 (555) 123-0100"], "allowedAddresses": ["54.172.60.0/30"], "krisp_enabled": "false"}}`,
    'outbound.json': `{
\t"trunk": {
\t\t"name": "out",
\t\t"address": "sip:acme.pstn.twilio.com;transport=tcp",
\t\t"numbers": ["+15551230100"],
\t\t"auth_username": "acme",
\t\t"auth_password": "Kf8wQ2mZx5Ltp9"
\t}
}`,
  },
  'env files of a page and an agent': {
    'agent/.env': `# keys of acme
export LIVEKIT_URL="ws://acme-4k2p.livekit.cloud"   # Cloud
LIVEKIT_API_KEY=" APIq7Hn2xWv4Lc"
LIVKIT_API_SECRET=kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0

#end`,
    'web/.env.local': `NEXT_PUBLIC_LIVEKIT_URL=acme-4k2p.livekit.cloud
LIVEKIT_API_KEY=kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
LIVEKIT_API_SECRET=APIq7Hn2xWv4Lc
`,
  },
  'Kubernetes and Helm': {
    'k8s/agent.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: agent}
spec:
  template:
    spec:
      containers:
        - name: agent
          image: acme/agent:1
          env:
            - {name: LIVEKIT_URL, value: "wss://livekit.acme-voice.com/rtc"}
            - name: LIVKIT_API_KEY   # set by ops
              value: APIq7Hn2xWv4Lc
---
apiVersion: v1
kind: ConfigMap
metadata: {name: sip}
data:
  sip.yaml: |
    api_key: APIq7Hn2xWv4Lc
    rtp_ports: 10000-20000
`,
    'helm/values.yaml': `replicaCount: 1
livekit:
  rtc:
    use_external_ip: "true"   # a must
    port_range_strat: 50000
    port_range_end: 60000
  redis: {address: "redis:6379"}
storeKeysInSecret: {enabled: true, keys: {APIq7Hn2xWv4Lc: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0}}
`,
  },
  'nothing filled in': {
    'egress.yaml': `insecure:
api_key: APIq7Hn2xWv4Lc
api_secret: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
ws_url: ws://127.0.0.1:7880
redis: &r {address: "127.0.0.1:6379"}
`,
    'sip.yaml': `api_key: APIq7Hn2xWv4Lc
api_secret: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
ws_url: ws://127.0.0.1:7880
redis: {address: "127.0.0.1:6379"}
cluster_id: >-
  eu
  1
sip_port: 5060
`,
    'ingress.yaml': `{api_key: APIq7Hn2xWv4Lc, api_secret: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0, ws_url: 'ws://127.0.0.1:7880',
 redis: {address: "127.0.0.1:6379"}, rtmp_prot: 1935, # flow
 'whip_prot': 8080}
`,
  },
  'odd YAML': {
    'livekit.yaml': `%YAML 1.2
---
"port" : 7880
rtc : {
  tcp_port: 7881, 'udp_prot' : 7882,   # in many lines
  node_ip: 203.0.113.7,
}
? room
: auto_create: !!bool false
  empty_timout:   300	# seconds
logging: {level: &level info, pion_level: *level}
limit: &limit
  num_trakcs: 10
keys: {"APIq7Hn2xWv4Lc": kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0}
...
`,
    'sip.yaml': `api_key: APIq7Hn2xWv4Lc
api_secret: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
"ws_url" :   'http://127.0.0.1:7880/rtc'
cluster_id:   "eu"
rtp_port_range :   10000-20000
redis: !!map {addr: 127.0.0.1:6379}
---
cluster_id: second document, which nobody reads
`,
  },
  'a monorepo': {
    'docker-compose.yml': `name: acme
services:
  livekit: &server
    image: livekit/livekit-server:v1.13.5
    restart: on-failure:3
    network_mode: host
    command:
      - --config
      - /etc/livekit.yaml
    volumes:
    - type: bind
      source: ./infra/livekit.yaml
      target: /etc/livekit.yaml
      read_only: true
`,
    'deploy/docker-compose.prod.yml': `services:
  livekit:
    restart: on-failure
    volumes: !override
      - ./infra/livekit.yaml:/etc/livekit.yaml
  agent:
    build: {context: ./agent}
    restart: unless-stopped
    stop_grace_period: 60s
    network_mode: host
    env_file: [infra/agent.env]
`,
    'infra/livekit.yaml': `port: 7880
rtc: {tcp_port: 7881, port_range_start: "50000", port_range_end: '50100', use_external_ip: 'true'}
keys:
  APIq7Hn2xWv4Lc: kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0
`,
    'infra/agent.env': `LIVEKIT_URL = 'ws://127.0.0.1:7880/rtc'
LIVEKIT_API_KEY='APIq7Hn2xWv4Lc  '
LIVEKIT_API_SECRTE="kT8vQz3NwR6yLm1Xc5Pb9Hf2Jd7Gs4Ka0"
`,
    'telephony/dispatch.json': `{"dispatchrule":{"rule":{"dispatchRuleIndividual":{"roomPrefix":"call"}},"trunkIds":["ST_9fTqGx7bKm2L"],"hide_phone_number":"true","roomConfig":{"agents":[{"agentName":"acme"}]}}}
`,
    'telephony/egress.json': `{
    "room_name" : "call-1",
    "audio_only" : "true",
    "file_outputs" : { "filepath": "calls/{time}.ogg", "fileType": "ogg" }
}
`,
  },
}
