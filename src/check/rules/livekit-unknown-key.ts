import { isOfFork } from '../schemas/provided.ts'
import type { Rule } from '../rule.ts'
import { configsOf, conformanceOf, keyHit } from '../schemas/unknown-keys.ts'

export const rule: Rule = {
  id: 'livekit.unknown-key',
  severity: 'error',
  summary: 'a setting that livekit-server does not know, for which it refuses the whole config',
  story: `livekit-server reads its config strictly. One name that it does not know, or does not know yet, and it prints \`could not parse config: … field udp_prot not found in type config.RTCConfig\` and ends before it listens anywhere.

It ends with exit code 0. Docker's \`restart: on-failure\` does not start it again, a pipeline sees success, and the only trace is that line of its log.

Names differ between releases: \`turn.ttl_seconds\` came with 1.12.0, so the same file is refused by 1.11. Where an image's tag tells the release, voicectl checks against that release, else against the newest that it knows.

Rename the setting, move it to where it belongs, or leave it out. \`livekit-server --config livekit.yaml ports\` reads the file and starts nothing.`,
  *find(facts, folder) {
    for (const config of configsOf(facts.all('config'), 'livekit')) {
      if (isOfFork(facts, config)) continue
      for (const unknown of conformanceOf(config).unknown) {
        const { message, fix, edits, mayBeNew } = keyHit(config, unknown, folder)
        yield {
          message,
          why: 'The server refuses its whole config for one unknown name, and ends with exit code 0, so that nothing starts it again.',
          fix: { text: fix },
          places: [unknown.node.keyAt ?? unknown.node.at],
          edits,
          ...(mayBeNew ? { severity: 'warning' as const } : {}),
        }
      }
    }
  },
}
