import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Progress } from '../core/progress.ts'
import { stackSchema } from '../stack/schema.ts'
import { applyFiles } from './apply-files.ts'
import { generateFiles } from './generate-files.ts'
import { planFiles, type PlanOptions } from './plan-files.ts'
import { syncFiles } from './sync-files.ts'

const silent = () => {}
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-generate-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

function stackOf(livekit: object = {}) {
  return { dir, config: stackSchema.parse({ version: 1, name: 'demo', target: 'local', livekit }) }
}

const fileOf = (name: string) => path.join(dir, name)
const read = (name: string) => readFile(fileOf(name), 'utf8')

async function edit(name: string, change: (text: string) => string) {
  await writeFile(fileOf(name), change(await read(name)))
}

async function apply(livekit: object = {}, options: PlanOptions = {}) {
  return applyFiles(dir, await planFiles(stackOf(livekit), options))
}

async function planOf(name: string, livekit: object = {}, options: PlanOptions = {}) {
  const change = (await planFiles(stackOf(livekit), options)).find((candidate) => candidate.path === name)
  if (!change) throw new Error(`${name} isn't derived`)
  return change
}

test('a new folder gets every file, and a second run finds nothing to do', async () => {
  const applied = await apply()
  expect(applied.map(({ path: file, action }) => `${file} ${action}`)).toEqual([
    '.gitignore create',
    'livekit.yaml create',
    '.env.example create',
    'voicectl.schema.json create',
  ])
  const before = await stat(fileOf('livekit.yaml'))
  expect((await apply()).every(({ action }) => action === 'unchanged')).toBe(true)
  expect((await stat(fileOf('livekit.yaml'))).mtimeMs).toBe(before.mtimeMs)
})

test('planning writes nothing', async () => {
  await planFiles(stackOf())
  expect(await readdir(dir)).toEqual([])
})

test('a file nobody edited follows voicectl.yaml', async () => {
  await apply()
  const change = await planOf('livekit.yaml', { port: 7990 })
  expect(change).toMatchObject({ action: 'update', edited: false })
  expect(change.diff).toContain('-port: 7880\n+port: 7990')
  await apply({ port: 7990 })
  expect(await read('livekit.yaml')).toContain('\nport: 7990\n')
})

test('an edit stays while nothing else changes', async () => {
  await apply()
  await edit('livekit.yaml', (text) => `${text}region: here\n`)
  const edited = await read('livekit.yaml')
  expect(await planOf('livekit.yaml')).toMatchObject({ action: 'unchanged', edited: true })
  await apply()
  expect(await read('livekit.yaml')).toBe(edited)
})

test('an edit and a change of voicectl.yaml are merged, again and again', async () => {
  await apply()
  await edit('livekit.yaml', (text) => `${text}region: here\n`)
  for (const port of [7990, 7991]) {
    expect(await planOf('livekit.yaml', { port })).toMatchObject({ action: 'merge', edited: true })
    await apply({ port })
    expect(await read('livekit.yaml')).toContain(`\nport: ${port}\n`)
    expect(await read('livekit.yaml')).toMatch(/\nregion: here\n$/)
    expect(await planOf('livekit.yaml', { port })).toMatchObject({ action: 'unchanged', edited: true })
  }
  // The edit taken back leaves a file that nobody edited.
  await edit('livekit.yaml', (text) => text.replace('region: here\n', ''))
  expect(await planOf('livekit.yaml', { port: 7991 })).toMatchObject({ action: 'unchanged', edited: false })
})

test('an edit of the very line that changes is a conflict with its place, and nothing is written', async () => {
  await apply()
  await edit('livekit.yaml', (text) => text.replace('port: 7880', 'port: 1234'))
  const edited = await read('livekit.yaml')
  const change = await planOf('livekit.yaml', { port: 7990 })
  expect(change).toMatchObject({
    action: 'conflict',
    content: null,
    problems: [
      { file: 'livekit.yaml', line: 8, column: 1, message: 'your edit and the derived text differ: port: 7990', source: 'port: 1234' },
    ],
  })
  await apply({ port: 7990 })
  expect(await read('livekit.yaml')).toBe(edited)
  // Taking the derived value by hand ends the conflict.
  await edit('livekit.yaml', (text) => text.replace('port: 1234', 'port: 7990'))
  await apply({ port: 7990 })
  expect(await planOf('livekit.yaml', { port: 7990 })).toMatchObject({ action: 'unchanged', edited: false })
})

test('a merge that would not be valid YAML is a conflict', async () => {
  await apply()
  await edit('livekit.yaml', (text) => `${text}redis:\n  address: other:6379\n`)
  const config = stackSchema.parse({ version: 1, name: 'demo', target: 'local', telephony: { enabled: true } })
  const change = (await planFiles({ dir, config })).find((candidate) => candidate.path === 'livekit.yaml')
  expect(change).toMatchObject({
    action: 'conflict',
    problems: [{ message: expect.stringContaining("with your edits merged in it isn't valid") }],
  })
})

test('--force takes the derived text and keeps every copy', async () => {
  await apply()
  for (const [copy, region] of [
    ['livekit.yaml.bak', 'first'],
    ['livekit.yaml.bak2', 'second'],
  ] as const) {
    await edit('livekit.yaml', (text) => `${text}region: ${region}\n`)
    const applied = await apply({}, { force: true })
    expect(applied.find((file) => file.path === 'livekit.yaml')).toMatchObject({ action: 'overwrite', backup: copy })
    expect(await read('livekit.yaml')).not.toContain('region')
    expect(await read(copy)).toContain(`region: ${region}`)
  }
})

test("a file that isn't ours is left alone", async () => {
  await writeFile(fileOf('livekit.yaml'), 'port: 7880\nkeys: { APIabcdefghijkl: not-to-be-shown }\n')
  const change = await planOf('livekit.yaml')
  expect(change).toMatchObject({
    action: 'conflict',
    problems: [{ line: 1, message: 'not written by voicectl, or its first lines are gone' }],
  })
  await apply()
  expect(await read('livekit.yaml')).toContain('not-to-be-shown')
})

test('without the base copy an edit is kept, and told when it can not be merged', async () => {
  await apply()
  await edit('livekit.yaml', (text) => `${text}region: here\n`)
  await rm(fileOf('.voicectl'), { recursive: true })
  expect(await planOf('livekit.yaml')).toMatchObject({ action: 'unchanged', edited: true })
  expect(await planOf('livekit.yaml', { port: 7990 })).toMatchObject({
    action: 'conflict',
    problems: [{ message: expect.stringContaining('no longer in') }],
  })
  // A run that changes nothing brings the base back.
  await apply()
  expect(await planOf('livekit.yaml', { port: 7990 })).toMatchObject({ action: 'merge' })
})

test('a secret that somebody wrote into a file is not shown', async () => {
  await apply()
  await edit('livekit.yaml', (text) => `keys:\n  APIabcdefghijkl: hunter2hunter2\n${text.replace('port: 7880', 'port: 1234')}`)
  const change = await planOf('livekit.yaml', { port: 7990 })
  expect(change.action).toBe('conflict')
  expect(JSON.stringify({ diff: change.diff, problems: change.problems })).not.toContain('hunter2')
  expect(change.diff).toContain('APIabcdefghijkl: ••••••')
})

test('the editor schema is merged as JSON', async () => {
  await apply()
  await edit('voicectl.schema.json', (text) => text.replace('"title": "voicectl.yaml"', '"title": "mine"'))
  expect(await planOf('voicectl.schema.json')).toMatchObject({ action: 'unchanged', edited: true })
  JSON.parse(await read('voicectl.schema.json'))
})

test('a diff shows nothing of a secret, wherever its lines begin', async () => {
  await apply()
  const block = 'password: |\n  a1\n  a2\n  a3\n  hidden one\n'
  await edit(
    'livekit.yaml',
    (text) => `${text}redis: { address: redis://me:hidden-two@host }\nkeys:\n  mine: hidden-three\n${block}port2: 1\n`,
  )
  const { diff } = await planOf('livekit.yaml', {}, { force: true })
  expect(diff).toContain('-  mine: ••••••\n')
  expect(diff).toContain('-port2: 1\n')
  expect(diff).not.toMatch(/hidden/)
})

test('line ends of Windows are no edit', async () => {
  await apply()
  await edit('livekit.yaml', (text) => text.replaceAll('\n', '\r\n'))
  expect(await planOf('livekit.yaml')).toMatchObject({ action: 'unchanged', edited: false })
})

test('permissions and symbolic links stay', async () => {
  await apply()
  await chmod(fileOf('livekit.yaml'), 0o600)
  await mkdir(fileOf('elsewhere'))
  await writeFile(fileOf('elsewhere/env'), await read('.env.example'))
  await rm(fileOf('.env.example'))
  await symlink(fileOf('elsewhere/env'), fileOf('.env.example'))
  const config = stackSchema.parse({
    version: 1,
    name: 'demo',
    target: 'local',
    livekit: { port: 7990 },
    providers: { stt: { provider: 'openai' } },
  })
  await applyFiles(dir, await planFiles({ dir, config }))
  expect((await stat(fileOf('livekit.yaml'))).mode & 0o777).toBe(0o600)
  expect(await read('elsewhere/env')).toContain('\nOPENAI_API_KEY=\n')
})

test('a folder in the place of a file is a Failure', async () => {
  await mkdir(fileOf('livekit.yaml'))
  await expect(planFiles(stackOf())).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
})

test.each([
  [null, '.env\n.voicectl/\n*.bak*\n'],
  ['node_modules', 'node_modules\n.env\n.voicectl/\n*.bak*\n'],
  ['/.env\n.voicectl\n*.bak*\n', '/.env\n.voicectl\n*.bak*\n'],
  ['.env.local\n# .env\n', '.env.local\n# .env\n.env\n.voicectl/\n*.bak*\n'],
])('.gitignore %j becomes %j', async (before, after) => {
  if (before !== null) await writeFile(fileOf('.gitignore'), before)
  await apply()
  expect(await read('.gitignore')).toBe(after)
})

test('generate writes the other files, then raises the conflict', async () => {
  await apply()
  await edit('livekit.yaml', (text) => text.replace('port: 7880', 'port: 1234'))
  await rm(fileOf('.env.example'))
  const notes: Progress[] = []
  const run = generateFiles(stackOf({ port: 7990 }), { force: false, dryRun: false, report: (event) => notes.push(event) })
  await expect(run).rejects.toMatchObject({ code: 'GENERATE_CONFLICT', exit: 1, problems: [{ line: 8 }] })
  expect(await readdir(dir)).toContain('.env.example')
  expect(notes).toEqual([{ type: 'note', text: '.env.example: create' }])
})

test('a dry run writes nothing', async () => {
  const { files } = await generateFiles(stackOf(), { force: false, dryRun: true, report: silent })
  expect(files.map(({ action }) => action)).toEqual(['create', 'create', 'create', 'create'])
  expect(await readdir(dir)).toEqual([])
})

test('a file that no longer follows is named, and left to the user; one of somebody else is not', async () => {
  const telephony = (enabled: boolean) => {
    const selfHosted = { target: 'self-hosted', livekit: { domain: 'l.test.org' }, web: { domain: 'w.test.org' } }
    return { dir, config: stackSchema.parse({ version: 1, name: 'demo', ...selfHosted, telephony: { enabled } }) }
  }
  await applyFiles(dir, await planFiles(telephony(true)))
  const options = { force: false, dryRun: false, report: silent }
  expect((await generateFiles(telephony(true), options)).leftOver).toEqual([])
  expect((await generateFiles(telephony(false), options)).leftOver).toEqual(['redis.conf'])
  expect(await readdir(dir)).toContain('redis.conf')
  await writeFile(fileOf('redis.conf'), 'port 6379\n')
  expect((await generateFiles(telephony(false), options)).leftOver).toEqual([])
})

test('sync notes what it wrote, and warns of a conflict without failing', async () => {
  const events: Progress[] = []
  const sync = (livekit: object = {}) => syncFiles(stackOf(livekit), (event) => events.push(event))
  await sync()
  expect(events.splice(0).every(({ type }) => type === 'note')).toBe(true)
  await sync()
  expect(events).toEqual([])
  await sync({ port: 7990 })
  expect(events.splice(0)).toEqual([{ type: 'note', text: 'livekit.yaml derived again: voicectl.yaml has changed' }])
  await edit('livekit.yaml', (text) => text.replace('port: 7990', 'port: 1234'))
  await sync({ port: 7991 })
  expect(events).toEqual([{ type: 'warn', text: "livekit.yaml is kept as it is and doesn't follow voicectl.yaml: voicectl generate" }])
})
