// How long `voicectl sip apply` takes: `npm run bench:sip`, or with --short for a quick look. 1,000 trunks and rules from nothing beside a loop that starts
// one process for each of them, on the same real server; the same once more, which writes nothing; and how much memory 1,000 and 10,000 take. Ends with 1
// when one is over its limit, but not with --short: so few show, they don't judge.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { startSipStack, type SipStack } from '../../test/support/sip-server.ts'

const isShort = process.argv.includes('--short')
const RESOURCES = 1000
const MANY = isShort ? 2000 : 10_000
/** Of the loop, which takes the same time for each: the rest is reckoned from it with --short. */
const LOOPED = isShort ? 40 : RESOURCES

const LEAST_TIMES_FASTER = 20
const MOST_REQUESTS = 5
/** Memory for ten times as many resources, over that for some: what is held of each is little. */
const MOST_GROWTH = 2.5

const voicectl = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const sdkCreate = fileURLToPath(new URL('./sdk-create.js', import.meta.url))
const PEAK =
  'data:text/javascript,import{writeFileSync}from"node:fs";process.once("exit",()=>writeFileSync(3,String(process.resourceUsage().maxRSS)))'

interface Applied {
  ms: number
  peakMb: number
  requests: number
}

function declare({ livekit, dir }: SipStack, count: number): void {
  const half = Array.from({ length: count / 2 }, (_, index) => index)
  const sip = {
    inbound: half.map((index) => ({ name: `trunk ${index}`, numbers: [numberOf(index)] })),
    dispatch: half.map((index) => ({ name: `rule ${index}`, trunks: [`trunk ${index}`], rule: { individual: { roomPrefix: 'call' } } })),
  }
  const head = { version: 1, name: 'bench', target: 'local', livekit: { port: livekit.port }, telephony: { enabled: true } }
  writeFileSync(path.join(dir, 'voicectl.yaml'), stringify({ ...head, sip }))
  writeFileSync(path.join(dir, '.env'), `LIVEKIT_API_KEY=${livekit.apiKey}\nLIVEKIT_API_SECRET=${livekit.apiSecret}\n`, { mode: 0o600 })
}

function numberOf(index: number): string {
  return `+1555${String(index).padStart(7, '0')}`
}

async function apply({ dir }: SipStack): Promise<Applied> {
  const args = ['--import', PEAK, voicectl, 'sip', 'apply', '--yes', '--json']
  const { status, ms, stdout, stderr, peak } = await run(args, dir)
  if (status !== 0) throw new Error(`voicectl sip apply ended with ${status}\n${stderr}${failedOf(stdout)}`)
  const { data } = JSON.parse(stdout) as { data: { applied: { requests: number } } }
  return { ms, peakMb: Number(peak) / 1024, requests: data.applied.requests }
}

/** Not by spawnSync: the server's log has to be read meanwhile, or it stands still. */
async function run(args: string[], cwd?: string) {
  const start = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], ...(cwd === undefined ? {} : { cwd }) })
  const [stdout, stderr, peak, [status]] = await Promise.all([
    text(child.stdout as Readable),
    text(child.stderr as Readable),
    text(child.stdio[3] as Readable),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { status, stdout, stderr, peak, ms: performance.now() - start }
}

/** What keeps an apply from being whole, in its own words. */
function failedOf(stdout: string): string {
  const { data } = JSON.parse(stdout) as { data: { changes: { error: { message: string } | null }[]; applied: { notStored: unknown } } }
  return JSON.stringify([data.changes.find(({ error }) => error)?.error, data.applied.notStored]).slice(0, 500)
}

/** One process of the SDK for each resource, as a shell script would have it. Gives the time that RESOURCES take. */
async function loop({ livekit }: SipStack): Promise<number> {
  const access = [livekit.httpUrl, livekit.apiKey, livekit.apiSecret]
  const start = performance.now()
  for (let index = 0; index < LOOPED / 2; index++) {
    await create(access, 'inbound', { name: `trunk ${index}`, numbers: [numberOf(index)] })
    await create(access, 'rule', { name: `rule ${index}`, trunkIds: [`ST_${index}`] })
  }
  return ((performance.now() - start) * RESOURCES) / LOOPED
}

async function create(access: string[], kind: string, resource: object): Promise<void> {
  const { status, stderr } = await run([sdkCreate, ...access, kind, JSON.stringify(resource)])
  if (status !== 0) throw new Error(stderr)
}

function shown(what: string, within: boolean, limit: string): boolean {
  console.log(`  ${what}, limit ${limit}${within ? '' : '  over'}`)
  return within
}

const stack = await startSipStack()
try {
  const looped = await loop(stack)
  await stack.clear()
  declare(stack, RESOURCES)
  const first = await apply(stack)
  const again = await apply(stack)
  console.log(`${RESOURCES} trunks and rules on a real livekit-server, Node ${process.versions.node}\n`)
  console.log(`a process of the SDK for each  ${(looped / 1000).toFixed(1)} s${LOOPED < RESOURCES ? ` (reckoned from ${LOOPED})` : ''}`)
  console.log(`voicectl sip apply             ${(first.ms / 1000).toFixed(2)} s, ${first.requests} requests`)
  console.log(`voicectl sip apply once more   ${(again.ms / 1000).toFixed(2)} s, ${again.requests} requests`)
  const times = looped / first.ms
  const results = [
    shown(`${times.toFixed(0)} times faster`, times >= LEAST_TIMES_FASTER, `${LEAST_TIMES_FASTER}`),
    shown(`${again.requests} requests where nothing has changed`, again.requests <= MOST_REQUESTS, String(MOST_REQUESTS)),
  ]
  await stack.clear()
  declare(stack, MANY)
  const many = await apply(stack)
  const growth = many.peakMb / first.peakMb
  console.log(
    `voicectl sip apply, ${MANY}      ${(many.ms / 1000).toFixed(1)} s, peak ${many.peakMb.toFixed(0)} MB (${RESOURCES}: ${first.peakMb.toFixed(0)} MB)`,
  )
  results.push(shown(`${growth.toFixed(2)} times the memory`, growth <= MOST_GROWTH, `${MOST_GROWTH}`))
  process.exitCode = results.every(Boolean) || isShort ? 0 : 1
} finally {
  await stack.stop()
}
