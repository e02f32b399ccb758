// What a shell loop runs for each resource: the official SDK creates one and ends. Arguments: URL, key, secret, kind, and the resource as JSON.
import { SipClient } from 'livekit-server-sdk'

const [url, key, secret, kind, json] = process.argv.slice(2)
const client = new SipClient(url, key, secret)
const resource = JSON.parse(json)
if (kind === 'inbound') await client.createSipInboundTrunk(resource.name, resource.numbers)
else await client.createSipDispatchRule({ type: 'individual', roomPrefix: 'call' }, { name: resource.name, trunkIds: resource.trunkIds })
