import { write } from './real-stack.ts'

/**
 * Adds to a stack the repository around it, up to a number of files: what a company's monorepo holds, mostly code, and every third file of a kind that
 * might be a config: workflows, charts, translations, manifests, compose files of others.
 */
export function fillRepository(folder: string, files: number): void {
  const kinds: ((index: number) => [file: string, text: string])[] = [
    (index) => [`services/s${index % 60}/src/module-${index}.ts`, code(index)],
    (index) => [
      `services/s${index % 60}/lib/handler_${index}.py`,
      `import os\n\n\ndef handler_${index}(event):\n    return os.environ.get("LIVEKIT_URL")\n`.repeat(8),
    ],
    (index) => [`services/s${index % 60}/test/module-${index}.test.ts`, code(index)],
    (index) => [`docs/part-${index % 40}/page-${index}.md`, `# Page ${index}\n\n${'LiveKit, rooms and calls. '.repeat(80)}\n`],
    (index) => [`web/src/components/component-${index}.tsx`, code(index)],
    (index) => [`web/styles/style-${index}.css`, `.c${index} { color: red; }\n`.repeat(30)],
    (index) => [`web/locales/l${index % 30}/words-${index}.json`, JSON.stringify(words(index), null, 2)],
    (index) => [`deploy/charts/c${index % 40}/values-${index}.yaml`, values(index)],
    (index) => [`deploy/manifests/app-${index}.yaml`, manifest(index)],
  ]
  // The worker of the stack: because of it `check` looks into all code for others.
  write(folder, 'agent/agent.py', WORKER)
  for (let index = 1; index < files; index++) {
    const made = index % 50 === 49 ? rare(index) : kinds[index % kinds.length]?.(index)
    if (made) write(folder, ...made)
  }
}

const WORKER = `from livekit.agents import AgentSession, JobContext, WorkerOptions, cli


async def entrypoint(ctx: JobContext):
    await AgentSession().start(room=ctx.room)


if __name__ == "__main__":
    cli.run_app(WorkerOptions(entrypoint_fnc=entrypoint, agent_name="voice-agent"))
`

/** Files that some reader may take for its own. */
function rare(index: number): [file: string, text: string] {
  const at = `services/s${index % 60}`
  const all: [string, string][] = [
    [
      `${at}/package-${index}/package.json`,
      JSON.stringify({ name: `p${index}`, dependencies: { hono: '4.13.0' }, scripts: { build: 'tsc' } }, null, 2),
    ],
    [
      `${at}/compose-${index}.yaml`,
      `services:\n  db:\n    image: postgres:17.5\n    ports: ["${20_000 + index}:5432"]\n    volumes: ["db:/var/lib/postgresql/data"]\nvolumes:\n  db:\n`,
    ],
    [`${at}/part-${index}/Dockerfile`, 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "main.js"]\n'],
    [`${at}/part-${index}/.env.example`, 'PORT=8080\nLOG_LEVEL=info\nDATABASE_URL=\n'],
    [
      `.github/workflows/w${index}.yml`,
      `name: w${index}\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm test\n`,
    ],
  ]
  return all[Math.floor(index / 50) % all.length] ?? [`misc/${index}.txt`, '']
}

function code(index: number): string {
  return Array.from({ length: 40 }, (_, line) => `export const value${index}_${line} = { room: 'r${line}', participant: ${line} }`).join(
    '\n',
  )
}

function words(index: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: 60 }, (_, line) => [`page.${index}.line.${line}`, `Words of line ${line}, of some length`]),
  )
}

function values(index: number): string {
  const lines = Array.from({ length: 30 }, (_, line) => `  setting${line}: value ${index}`).join('\n')
  return `replicaCount: 2\nimage:\n  repository: acme/app-${index}\n  tag: 1.4.${index}\nservice:\n  port: 8080\nsettings:\n${lines}\n`
}

function manifest(index: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
spec:
  replicas: 2
  selector:
    matchLabels: { app: app-${index} }
  template:
    metadata:
      labels: { app: app-${index} }
    spec:
      containers:
        - name: app
          image: acme/app-${index}:1.4.2
          ports: [{ containerPort: 8080 }]
          env:
            - { name: PORT, value: "8080" }
            - { name: LOG_LEVEL, value: info }
---
apiVersion: v1
kind: Service
metadata:
  name: app-${index}
spec:
  selector: { app: app-${index} }
  ports: [{ port: 80, targetPort: 8080 }]
`
}
