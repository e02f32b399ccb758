import { nodeAt } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { isTemplate, stringOf } from '../schemas/refusal.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

export const rule: Rule = {
  id: 'ingress.base-url',
  severity: 'error',
  summary: 'a base address of ingress without a host',
  story: `\`ingress.rtmp_base_url\` and \`ingress.whip_base_url\` of livekit.yaml are the addresses that the server hands to whoever creates an ingress: streams are sent there. LiveKit's generator writes \`http:///w\` where it was given no domain for WHIP.

The server takes any text. OBS and other senders say that they can't connect.

Write the public name, such as \`https://whip.example.com/w\` and \`rtmp://livekit.example.com:1935/x\`, or leave the setting out.`,
  *find(facts) {
    for (const { node } of configsOf(facts.all('config'), 'livekit')) {
      for (const name of ['rtmp_base_url', 'whip_base_url']) {
        const url = nodeAt(node, 'ingress', name)
        if (!url || isTemplate(url) || !/^[a-z]+:\/\/(?:[/:]|$)/i.test(stringOf(url))) continue
        yield {
          message: `\`ingress.${name}\` names no host`,
          why: 'Whoever creates an ingress gets an address that nothing can be sent to.',
          fix: { text: `Write the public name behind ://, or leave \`${name}\` out` },
          places: [url.at],
        }
      }
    }
  },
}
