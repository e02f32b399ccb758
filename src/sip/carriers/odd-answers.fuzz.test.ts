import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { newBench, NUMBER, type Bench } from '../../../test/support/carriers/bench.ts'
import { startSignalWire } from '../../../test/support/carriers/signalwire.ts'
import { signalwireStack, telnyxStack, twilioStack } from '../../../test/support/carriers/stacks.ts'
import type { StubAnswer } from '../../../test/support/carriers/stub-carrier.ts'
import { startTelnyx } from '../../../test/support/carriers/telnyx.ts'
import { startTwilio } from '../../../test/support/carriers/twilio.ts'
import { Undo } from '../../../test/support/undo.ts'
import { Failure } from '../../core/failure.ts'
import { showCarrier } from './show.ts'

const RUNS = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)
const undo = new Undo()
afterEach(() => undo.run())

const carriers = {
  twilio: { start: startTwilio, stackAt: twilioStack },
  telnyx: { start: startTelnyx, stackAt: telnyxStack },
  signalwire: { start: startSignalWire, stackAt: signalwireStack },
}

const nested = '['.repeat(50_000) + ']'.repeat(50_000)
const values = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, '', '5060', 'mailto:x', 'http://[', '\uD800', 1e308, -1, [], [null], {}, { toString: 1 }, { message: {} }),
)
const bodies = fc.oneof(
  values,
  values.map((error) => ({ error })),
  values.map((message) => ({ code: message, message })),
  fc.array(values, { maxLength: 2 }).map((errors) => ({ errors })),
  fc.array(values, { maxLength: 2 }).map((data) => ({ data, trunks: data, incoming_phone_numbers: data })),
)
const statuses = fc.constantFrom(200, 200, 200, 201, 204, 302, 400, 401, 404, 422, 429, 500)

/** What becomes of one request: its right answer, another one altogether, or the right one with a value in it replaced. */
type Move = null | StubAnswer | { place: number; value: unknown }
const moves = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<Move>(null) },
    { weight: 4, arbitrary: fc.record({ place: fc.nat(), value: values }) },
    { weight: 1, arbitrary: fc.record({ status: statuses, body: bodies }) },
    {
      weight: 1,
      arbitrary: fc.record({
        status: statuses,
        body: fc.constant(null),
        text: fc.constantFrom(
          '<html><body>Sign in</body></html>',
          '',
          '{',
          'null',
          nested,
          `{"data":[{"id":"1","inbound":{"a":${nested}}}]}`,
        ),
      }),
    },
  ),
  { minLength: 1, maxLength: 12 },
)

/** Puts a value in the place of one that is somewhere in the body. */
function replaced(body: unknown, { place, value }: { place: number; value: unknown }): unknown {
  const copy: Record<string, unknown> = structuredClone({ body })
  const places: [Record<string, unknown>, string][] = []
  const walk = (node: Record<string, unknown>) => {
    for (const [key, child] of Object.entries(node)) {
      places.push([node, key])
      if (typeof child === 'object' && child !== null) walk(child as Record<string, unknown>)
    }
  }
  walk(copy)
  const [node, key] = places[place % places.length] ?? [copy, 'body']
  node[key] = value
  return copy['body']
}

function interferenceOf(move: Move) {
  if (move === null || 'status' in move) return move
  return (answer: StubAnswer): StubAnswer => ({ ...answer, body: replaced(answer.body, move) })
}

/** The error that some work ends with; null where it has a result. */
async function errorOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
    return null
  } catch (error) {
    return error
  }
}

function assertTold(error: unknown): void {
  if (error === null) return
  if (!(error instanceof Failure)) throw new Error('this is no failure that a user could mend', { cause: error })
  expect(error.fix.length).toBeGreaterThan(0)
}

async function assertSteady(bench: Bench, provider: keyof typeof carriers, answers: readonly Move[]): Promise<void> {
  const { start, stackAt } = carriers[provider]
  const stub = await start()
  try {
    stub.addNumber(NUMBER)
    const stack = stackAt(stub.url)
    // Half of them meet an account in which all is there already.
    if (answers.length % 2 === 0) await bench.apply(stack)
    let asked = 0
    stub.interfere = () => interferenceOf(answers[asked++ % answers.length] ?? null)
    assertTold(await errorOf(bench.plan(stack)))
    const session = { pause: () => Promise.resolve(), signal: new AbortController().signal }
    assertTold(await errorOf(showCarrier({ ...stack, dir: bench.dir }, { session, asksServer: false })))
    const applied = bench.apply(stack)
    assertTold(await errorOf(applied))
    const { changes } = await applied.catch(() => ({ changes: [] }))
    for (const { error } of changes) expect(error?.code).not.toBe('INTERNAL')
  } finally {
    await stub.stop()
  }
}

test.each(['twilio', 'telnyx', 'signalwire'] as const)(
  '%s: whatever it answers, plan, show and apply have a result or say what is wrong',
  async (provider) => {
    const bench = await newBench(undo)
    await fc.assert(
      fc.asyncProperty(moves, (answers) => assertSteady(bench, provider, answers)),
      { numRuns: RUNS },
    )
  },
  1_800_000,
)
