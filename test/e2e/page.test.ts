import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type FakeMicrophone, type TestBrowser } from '../support/browser.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { openPage, phone, desktop, type OpenedPage, type PageOptions } from '../support/opened-page.ts'
import { startAgent, startWeb } from '../support/programs.ts'
import { lacks } from '../support/require.ts'
import { synthesize } from '../support/speech.ts'
import { writeStack, type StackFolder } from '../support/stack.ts'
import { Undo } from '../support/undo.ts'
import { startVoiceStack, type VoiceStack } from '../support/voice-stack.ts'
import { waitFor } from '../support/wait.ts'

const QUESTION = 'What are your opening hours?'
/** Long, so that the speaking lasts a second or two: the stubs talk fast. */
const ANSWER =
  'We are open from nine to five, Monday to Friday, and from ten to two on Saturdays. ' +
  'On public holidays we are closed, but you can always leave a message. Is there anything else you would like to know?'
/** Long enough for the call to be up and the greeting over, most times; where it wasn't, the microphone plays again after the silence. */
const BEFORE_SPEECH_MS = 6_000
const AFTER_SPEECH_MS = 20_000

describe.skipIf(lacksLiveKit() || lacks('chromium', 'espeak-ng'))('the page', () => {
  let voice: VoiceStack
  const afterThis = new Undo()
  const afterAllOfThem = new Undo()

  beforeAll(async () => {
    voice = afterAllOfThem.add(await startVoiceStack(), (stack) => stack.stop())
    voice.openai.script(ANSWER)
    afterAllOfThem.add(await startWeb(voice.stack), (web) => web.stop())
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${voice.worker.lines.slice(-30).join('\n')}\n`)
    await afterThis.run()
    await voice.hangUpAll()
  })

  afterAll(() => afterAllOfThem.run())

  async function open(options: PageOptions): Promise<OpenedPage> {
    return afterThis.add(await openPage(options), (opened) => opened.close())
  }

  async function browserWith(microphone: FakeMicrophone): Promise<TestBrowser> {
    return afterThis.add(await startBrowser(microphone), (browser) => browser.close())
  }

  async function browserThatSays(text: string, silenceBeforeMs = BEFORE_SPEECH_MS): Promise<TestBrowser> {
    return browserWith({ samples: await synthesize(text), silenceBeforeMs, silenceAfterMs: AFTER_SPEECH_MS })
  }

  describe('of a live stack', () => {
    it.each([
      ['desktop', desktop],
      ['phone', phone],
    ])('goes from the start button to the spoken answer, on a %s', async (name, viewport) => {
      voice.deepgram.script(QUESTION)
      const { page, startCall, statuses, screenshot } = await open({
        browser: await browserThatSays(QUESTION),
        webPort: voice.stack.webPort,
        viewport,
      })
      await page.getByLabel('About').selectOption('Support')
      await screenshot(`page-${name}-start`)
      await startCall()
      await page.getByTestId('agent-line').first().waitFor()
      const understood = page.getByTestId('caller-line').filter({ hasText: QUESTION }).and(page.locator('[data-final=true]'))
      await understood.waitFor()
      const answer = page.getByTestId('agent-line').last()
      await answer.filter({ hasText: 'We are open' }).waitFor()
      await screenshot(`page-${name}`)
      await answer.filter({ hasText: ANSWER }).waitFor()
      await voice.worker.waitForLine('LangGraph selected route: support_en')
      expect(await statuses()).toEqual(expect.arrayContaining(['Connecting…', 'Listening', 'Speaking']))
      const lines = await page.getByRole('listitem').allTextContents()
      expect(lines.indexOf(`You: ${QUESTION}`)).toBeLessThan(lines.indexOf(`Agent: ${ANSWER}`))
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    })

    it('mutes, unmutes, lets one choose a device, and ends the call', async () => {
      const { page, startCall, untilStatus, screenshot } = await open({
        browser: await browserThatSays('hello', 60_000),
        webPort: voice.stack.webPort,
      })
      await startCall()
      await page.getByTestId('agent-line').first().waitFor()
      await untilStatus('Listening')
      await page.getByRole('button', { name: 'Mute', exact: true }).click()
      await page.getByRole('button', { name: 'Unmute' }).click()
      await page.getByRole('button', { name: 'Mute', exact: true }).waitFor()
      await page.getByRole('button', { name: 'Devices' }).click()
      const devices = page.getByLabel('Microphone')
      const names = await devices.getByRole('option').allTextContents()
      const chosen = names.at(-1) ?? ''
      await devices.selectOption(chosen)
      await devices.locator('option:checked', { hasText: chosen }).waitFor({ state: 'attached' })
      await screenshot('page-devices')
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('button', { name: 'End call' }).click()
      await page.getByRole('button', { name: 'Start call' }).waitFor()
      expect(await page.getByTestId('notice').count()).toBe(0)
    })

    it.each([
      ['NotAllowedError', 'The microphone is blocked'],
      ['NotFoundError', 'No microphone was found'],
      ['NotReadableError', 'The microphone is busy'],
    ])('goes on in writing when the microphone fails with %s', async (name, title) => {
      const { page, startCall, untilAlert, untilStatus, write } = await open({
        browser: await browserWith('denied'),
        webPort: voice.stack.webPort,
      })
      // The browser itself denies; a machine without a microphone, or with a busy one, can't be had for a test.
      if (name !== 'NotAllowedError') {
        await page.evaluate(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', '${name}'))`)
      }
      await startCall()
      await untilAlert(title)
      await untilStatus('Listening')
      await write('When are you open?')
      await page.getByTestId('caller-line').filter({ hasText: 'When are you open?' }).waitFor()
      await page.getByTestId('agent-line').filter({ hasText: ANSWER }).waitFor()
    })

    it('goes on in writing on an address to which the browser gives no microphone', async () => {
      const { page, startCall, untilStatus, write } = await open({ browser: await browserWith('denied'), webPort: voice.stack.webPort })
      // As on http://192.168.1.9:3000, from a phone; this machine's own addresses count as secure.
      await page.addInitScript('Object.defineProperty(window, "isSecureContext", { value: false })')
      await page.addInitScript('Object.defineProperty(navigator, "mediaDevices", { value: undefined })')
      await page.reload()
      await page.getByTestId('notice').filter({ hasText: 'only to pages on https or localhost' }).waitFor()
      await startCall()
      await untilStatus('Listening')
      await page.getByTestId('notice').filter({ hasText: 'only to pages on https or localhost' }).waitFor()
      await write('When are you open?')
      await page.getByTestId('agent-line').filter({ hasText: ANSWER }).waitFor()
    })
  })

  describe('of a stack without keys', () => {
    let stack: StackFolder
    let browser: TestBrowser

    beforeAll(async () => {
      stack = afterAllOfThem.add(await writeStack({ livekit: voice.livekit, agent: { lowMemory: true, drainSeconds: 1 } }), (folder) =>
        folder.remove(),
      )
      browser = afterAllOfThem.add(await startBrowser('denied'), (started) => started.close())
      afterAllOfThem.add(await startWeb(stack), (web) => web.stop())
      afterAllOfThem.add(await startAgent(stack), (agent) => agent.stop())
    })

    it('is an honest demo: labelled, in writing, without touching the microphone', async () => {
      const { page, startCall, untilStatus, write, screenshot } = await open({ browser, webPort: stack.webPort, viewport: phone })
      await page.evaluate('navigator.mediaDevices.getUserMedia = () => { throw new Error("A demo has no use for the microphone") }')
      await page.getByTestId('demo-banner').filter({ hasText: 'DEEPGRAM_API_KEY' }).waitFor()
      expect(await page.getByTestId('demo-banner').textContent()).toContain('into .env and run voicectl restart')
      await screenshot('page-demo-start')
      await startCall()
      await untilStatus('Ready for your text')
      expect(await page.getByTestId('microphone').count()).toBe(0)
      expect(await page.getByTestId('demo-banner').textContent()).toContain('no language model or speech recognition')
      await write('Do you ship to Norway?')
      await page.getByTestId('agent-line').filter({ hasText: 'Do you ship to Norway?' }).waitFor()
      await screenshot('page-demo')
    })

    it('lets the agent be heard, here by espeak-ng', async () => {
      const { page, startCall, untilStatus, write } = await open({ browser, webPort: stack.webPort })
      await startCall()
      await untilStatus('Ready for your text')
      const isPlaying = '[...document.querySelectorAll("audio")].some((sound) => !sound.paused && sound.currentTime > 0.2)'
      await waitFor(() => page.evaluate<boolean>(isPlaying), { what: 'the sound to play' })
      // Noted in the page itself: on a busy machine a look from here could miss the second of speech.
      await page.evaluate(`
        window.highest = 0
        const note = () => document.querySelectorAll('.bars .lk-audio-bar').forEach((bar) => { window.highest = Math.max(window.highest, parseFloat(bar.style.height)) })
        new MutationObserver(note).observe(document.querySelector('.bars'), { subtree: true, attributes: true })`)
      await write('Hello')
      await waitFor(() => page.evaluate<boolean>('window.highest > 30'), { what: 'the bars to show a voice', timeoutMs: 60_000 })
    })

    it('can be used by the keyboard alone, and with a screen reader', async () => {
      const { page, untilStatus } = await open({ browser, webPort: stack.webPort })
      await page.getByLabel('Language').focus()
      for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key)
      await untilStatus('Ready for your text')
      await page.keyboard.type('Hello by keyboard')
      await page.keyboard.press('Enter')
      await page.getByTestId('agent-line').filter({ hasText: 'Hello by keyboard' }).waitFor()
      await page
        .locator('[aria-live=polite]')
        .filter({ hasText: /Agent:.*Hello by keyboard/ })
        .waitFor({ state: 'attached' })
    })

    it('talks Hindi, marked as such', async () => {
      const { page, startCall } = await open({ browser, webPort: stack.webPort })
      await page.getByLabel('Language').selectOption('hi')
      await startCall()
      const words = page.getByTestId('agent-line').first().locator('.bubble')
      await words.filter({ hasText: /\p{Script=Devanagari}/u }).waitFor()
      expect(await words.getAttribute('lang')).toBe('hi')
    })
  })
})
