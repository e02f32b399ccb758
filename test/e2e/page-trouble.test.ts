import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { openPage, type OpenedPage } from '../support/opened-page.ts'
import { startWeb, type Program } from '../support/programs.ts'
import { lacks } from '../support/require.ts'
import { writeStack, type StackFolder } from '../support/stack.ts'
import { Undo } from '../support/undo.ts'
import { waitFor } from '../support/wait.ts'

interface Served extends OpenedPage {
  stack: StackFolder
  web: Program
}

describe.skipIf(lacksLiveKit() || lacks('chromium'))('the page says so in words', () => {
  let livekit: LiveKit
  let browser: TestBrowser
  const afterThis = new Undo()
  const afterAllOfThem = new Undo()

  beforeAll(async () => {
    livekit = afterAllOfThem.add(await startLiveKit(), (server) => server.stop())
    browser = afterAllOfThem.add(await startBrowser('denied'), (started) => started.close())
  })

  afterEach(() => afterThis.run())
  afterAll(() => afterAllOfThem.run())

  /** A stack without keys and without an agent, its web program, and the page opened. */
  async function open(server: LiveKit): Promise<Served> {
    const stack = afterThis.add(await writeStack({ livekit: server }), (folder) => folder.remove())
    const web = afterThis.add(await startWeb(stack), (program) => program.stop())
    const opened = afterThis.add(await openPage({ browser, webPort: stack.webPort }), (page) => page.close())
    return { ...opened, stack, web }
  }

  it('that no agent has joined, and under which name one must run', async () => {
    const { page, stack, startCall, untilAlert } = await open(livekit)
    await startCall()
    await untilAlert('No agent has joined', stack.agentName, 'voicectl logs agent')
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
  })

  it('that LiveKit can’t be reached, and lets one try again', async () => {
    const gone = await startLiveKit()
    await gone.stop()
    const { page, startCall, untilAlert } = await open(gone)
    await startCall()
    await untilAlert('LiveKit can’t be reached', gone.url)
    expect(await page.getByRole('button', { name: 'Start call' }).isEnabled()).toBe(true)
  })

  it('that LiveKit refuses the key', async () => {
    const { startCall, untilAlert } = await open({ ...livekit, apiSecret: 'another-secret-of-more-than-32-characters' })
    await startCall()
    await untilAlert('LiveKit refused the call')
  })

  it('that the connection is lost when LiveKit dies during a call', async () => {
    const dying = afterThis.add(await startLiveKit(), (server) => server.stop())
    const { startCall, untilStatus } = await open(dying)
    await startCall()
    await untilStatus('Waiting for the agent')
    await dying.stop()
    await untilStatus('Connection lost')
  })

  it('that its own server is gone', async () => {
    const { web, startCall, untilAlert } = await open(livekit)
    await web.stop()
    await startCall()
    await untilAlert('The server isn’t answering', 'voicectl up')
  })

  it('how long to wait when too many calls were started', async () => {
    const { stack, startCall, untilAlert } = await open(livekit)
    const post = () => fetch(`http://127.0.0.1:${stack.webPort}/api/token`, { method: 'POST' })
    await waitFor(async () => (await post()).status === 429, { what: 'a refusal' })
    await startCall()
    await untilAlert('Too many calls', /try again in \d+ seconds/)
  })

  it('before anybody tries, that an https page can’t use ws://', async () => {
    const { page, stack, untilAlert } = await open(livekit)
    // What a proxy with TLS in front of the page does.
    await page.route('https://desk.localhost/**', async (route) => {
      const { pathname } = new URL(route.request().url())
      const response = await page.request.get(`http://127.0.0.1:${stack.webPort}${pathname}`)
      await route.fulfill({ response })
    })
    await page.goto('https://desk.localhost/')
    await untilAlert('browsers don’t let an https page use ws://')
    expect(await page.getByRole('button', { name: 'Start call' }).isDisabled()).toBe(true)
  })
})
