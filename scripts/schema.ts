// Writes schemas/voicectl.schema.json, the JSON Schema of voicectl.yaml that editors read, from the zod schema.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { packageRoot } from '../src/platform/package-root.ts'
import { stackSchema } from '../src/stack/schema.ts'

/** The schema as it is checked in. Draft 7, because the YAML language server knows that one best. */
export function schemaText(): string {
  const { $schema, ...rest } = z.toJSONSchema(stackSchema, { io: 'input', target: 'draft-7' })
  const schema = { $schema, title: 'voicectl.yaml', description: 'A voice agent stack. Secrets are in .env, never here.', ...rest }
  return `${JSON.stringify(schema, null, 2)}\n`
}

if (import.meta.main) await writeFile(path.join(packageRoot, 'schemas', 'voicectl.schema.json'), schemaText())
