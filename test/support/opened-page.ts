import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import type { TestBrowser } from './browser.ts'

export const desktop = { width: 1100, height: 760 }
export const phone = { width: 390, height: 844 }

export interface PageOptions {
  browser: TestBrowser
  webPort: number
  viewport?: { width: number; height: number }
}

/** The page in a browser, and what a caller does there. */
export interface OpenedPage {
  page: Page
  startCall: () => Promise<void>
  /** Waits until the agent's state reads so. */
  untilStatus: (words: string | RegExp) => Promise<void>
  /** The agent's states so far, also those that were over before anybody looked. */
  statuses: () => Promise<string[]>
  /** Waits for something wrong that is said to contain all of these. */
  untilAlert: (...parts: (string | RegExp)[]) => Promise<void>
  /** Sends a text to the agent. */
  write: (text: string) => Promise<void>
  /** Into the folder that VOICECTL_SCREENSHOTS names; nowhere without it. */
  screenshot: (name: string) => Promise<void>
  /** Closes it. Raises if anything was thrown in the page, or refused by its own policy. */
  close: () => Promise<void>
}

const NOTE_STATUSES = `
  window.statuses = []
  const note = () => {
    const words = document.querySelector('[data-testid=agent-status]')?.textContent
    if (words && words !== window.statuses.at(-1)) window.statuses.push(words)
  }
  new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true })`

/** Opens the page as a new visitor. */
export async function openPage({ browser, webPort, viewport = desktop }: PageOptions): Promise<OpenedPage> {
  const context = await browser.browser.newContext({ viewport, hasTouch: viewport === phone })
  // Everything of a call happens on this one machine, which may be busy with other tests.
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const thrown: string[] = []
  page.on('pageerror', (error) => thrown.push(String(error)))
  page.on('console', (message) => message.text().includes('Content Security Policy') && thrown.push(message.text()))
  await page.addInitScript(NOTE_STATUSES)
  await page.goto(`http://127.0.0.1:${webPort}/`)
  await page.getByRole('main').waitFor()
  return {
    page,
    startCall: () => page.getByRole('button', { name: 'Start call' }).click(),
    untilStatus: (words) => page.getByTestId('agent-status').filter({ hasText: words }).waitFor(),
    statuses: () => page.evaluate<string[]>('window.statuses'),
    untilAlert: (...parts) => {
      const alerts = page.getByRole('alert')
      return parts.reduce((found, part) => found.filter({ hasText: part }), alerts).waitFor()
    },
    write: async (text) => {
      await page.getByLabel('Message to the agent').fill(text)
      await page.getByRole('button', { name: 'Send' }).click()
    },
    screenshot: (name) => screenshot(page, name),
    close: async () => {
      await context.close()
      if (thrown.length > 0) throw new Error(`The page had errors:\n${thrown.join('\n')}`)
    },
  }
}

async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['VOICECTL_SCREENSHOTS']
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
}
