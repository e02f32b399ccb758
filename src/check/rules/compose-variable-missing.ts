import type { FaultFact } from '../facts.ts'
import { folderOf } from '../folder-view.ts'
import { listed } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

const MATTERS = /^(?:LIVEKIT|SIP|EGRESS|REDIS|TURN)_|_(?:KEY|SECRET|TOKEN|PASSWORD|URL)$/

export const rule: Rule = {
  id: 'compose.variable-missing',
  severity: 'error',
  summary: 'a variable of a compose file that no file sets',
  story: `Compose fills \`\${NAME}\` in from the shell that starts it and from the .env beside the compose file. A value from the \`env_file\` of a service does not count for this, nor does a .env in another folder.

With \`\${NAME:?text}\` compose stops and says so. With a plain \`\${NAME}\` it warns in one line and goes on with nothing: an agent then starts with an empty API key, and each call is silent.

Put the name into .env. \`docker compose config\` shows what compose makes of the file.`,
  *find(facts, { sources }) {
    const paths = new Set(sources.map(({ path }) => path))
    const open = facts.all('fault').filter(({ kind }) => kind === 'missing-variable' || kind === 'blank-variable')
    const withoutEnv = new Map<string, FaultFact[]>()
    for (const fault of open) {
      const file = envBeside(fault.at.file)
      if (paths.has(file)) yield* notSet(fault, file)
      else if (fault.kind === 'missing-variable') withoutEnv.set(fault.at.file, [...(withoutEnv.get(fault.at.file) ?? []), fault])
    }
    for (const [file, faults] of withoutEnv) {
      yield {
        severity: 'info',
        message: `${file} takes ${listed(faults.map(({ message }) => message))} from a .env that is not there`,
        why: 'Without them compose stops, unless the shell that starts it has them.',
        fix: { text: `Make ${envBeside(file)} and set them` },
        places: faults.map(({ at }) => at).slice(0, 1),
      }
    }
  },
}

function envBeside(file: string): string {
  const folder = folderOf(file)
  return folder === '' ? '.env' : `${folder}/.env`
}

function* notSet({ kind, message: name, at }: FaultFact, file: string): Generator<Hit> {
  const stops = kind === 'missing-variable'
  if (!stops && !MATTERS.test(name)) return
  yield {
    severity: stops ? 'error' : 'warning',
    message: `${name} has no value in ${file}`,
    why: stops
      ? '`docker compose up` stops before it starts anything.'
      : 'Compose goes on with an empty value: what needs it fails later, and less clearly.',
    fix: { text: `Set ${name} in ${file}` },
    places: [at],
  }
}
