import type { Rule } from '../rule.ts'
import { silentKeyHits } from '../schemas/silent-keys.ts'

export const rule: Rule = {
  id: 'egress.unknown-key',
  severity: 'error',
  summary: 'a setting that livekit-egress reads past without a word',
  story: `livekit-egress reads the settings that it knows and passes over all others without a word. The costly case: up to 1.8 the upload target stood at the top of the file, as \`s3:\`, \`azure:\`, \`gcp:\` or \`alioss:\`, and since 1.9.0 it stands below \`storage:\`. With the old form a recording ends as complete, and its file stays inside of the container, gone with it.

\`backup_storage\` became \`backup:\`, and \`log_level\` became \`logging: level:\`, in the same release. Helm's sample values and the README still have some of the old names.

Where an image's tag tells the release, voicectl checks against that release. Move the block, restart egress, and look at \`file_results\` of the next recording: its location is the bucket's URL.`,
  *find(facts, folder) {
    yield* silentKeyHits(facts, folder, 'egress')
  },
}
