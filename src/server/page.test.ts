import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { closeServed, errorOf, serve } from '../../test/support/served-app.ts'

const cleanups: (() => Promise<void>)[] = []

afterEach(async () => {
  await closeServed()
  await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()))
})

async function builtPage() {
  const root = await mkdtemp(path.join(tmpdir(), 'voicectl-page-'))
  cleanups.push(() => rm(root, { recursive: true }))
  const webRoot = path.join(root, 'dist')
  await mkdir(path.join(webRoot, 'assets'), { recursive: true })
  await writeFile(path.join(webRoot, 'index.html'), '<!doctype html><title>page</title>')
  await writeFile(path.join(webRoot, 'assets', 'index-abc123.js'), 'run()')
  await writeFile(path.join(root, 'secret.txt'), 'hidden')
  return webRoot
}

describe('GET /api/config', () => {
  it('says honestly that a stack without keys is a demo, and what is missing', async () => {
    const { get } = await serve()
    expect(JSON.parse((await get('/api/config')).text)).toEqual({
      name: 'desk',
      mode: 'demo',
      demo: { missingKeys: ['DEEPGRAM_API_KEY', 'GROQ_API_KEY', 'ELEVENLABS_API_KEY', 'SARVAM_API_KEY'] },
      agentName: 'desk-agent',
      serverUrl: 'ws://127.0.0.1:7880',
      languages: [
        { id: 'en', label: 'English' },
        { id: 'hi', label: 'हिन्दी (Hindi)' },
      ],
      modes: ['general', 'sales', 'support', 'technical'].map((id) => ({ id, label: `${id.charAt(0).toUpperCase()}${id.slice(1)}` })),
      voices: [{ id: '', label: 'Default' }],
    })
  })

  it("offers Gemini's voice only where its key is set", async () => {
    const { get } = await serve({ env: { GROQ_API_KEY: 'gsk_1234567', GOOGLE_API_KEY: 'AIza1234567' } })
    const answer = await get('/api/config')
    expect(JSON.parse(answer.text)).toMatchObject({ mode: 'live', demo: null, voices: [{ id: '' }, { id: 'gemini' }] })
    expect(answer.text).not.toMatch(/gsk_|AIza|kkkk/)
  })
})

describe('the page', () => {
  it("is titled with the stack's name, is never cached, and carries the policy", async () => {
    const { get } = await serve({ webRoot: await builtPage() })
    for (const url of ['/', '/index.html', '/?mode=sales']) {
      const answer = await get(url)
      expect([answer.status, answer.headers['cache-control'], answer.text]).toEqual([200, 'no-store', '<!doctype html><title>desk</title>'])
      expect(answer.headers).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("script-src 'self'; style-src 'self'") as string,
      })
      expect(answer.headers['content-security-policy']).toContain("connect-src 'self' ws://127.0.0.1:7880 http://127.0.0.1:7880;")
    }
  })

  it.each(['/nope', '/calls/12', '/index'])('is not at %s', async (url) => {
    const { get } = await serve({ webRoot: await builtPage() })
    const answer = await get(url)
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/html; charset=UTF-8'])
    expect(answer.text).toContain('<a href="/">')
  })

  it('keeps hashed files for ever, and does not pretend that a missing one is there', async () => {
    const { get } = await serve({ webRoot: await builtPage() })
    const script = await get('/assets/index-abc123.js')
    expect([script.status, script.text]).toEqual([200, 'run()'])
    expect(script.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringContaining('javascript') as string,
    })
    expect((await get('/assets/index-old.js')).status).toBe(404)
    expect((await get('/favicon.ico')).status).toBe(404)
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..\\..\\secret.txt',
  ])('does not leave its folder for %s', async (url) => {
    const { get } = await serve({ webRoot: await builtPage() })
    const answer = await get(url)
    expect(answer.text).not.toContain('hidden')
    expect([400, 404]).toContain(answer.status)
  })

  it('says what to do when it is not built', async () => {
    const { get } = await serve({ webRoot: path.join(tmpdir(), 'no-such-page') })
    const answer = await get('/')
    expect(answer.status).toBe(503)
    expect(answer.text).toContain('npm run build:web')
  })

  it('answers an unknown API path in JSON, not with the page', async () => {
    const { get } = await serve({ webRoot: await builtPage() })
    const answer = await get('/api/nothing')
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'NOT_FOUND'])
  })
})
