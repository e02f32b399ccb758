import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { Failure } from '../core/failure.ts'
import { renderFailure } from './failure.ts'
import { eventText } from './progress.ts'
import { glyphs, type Style } from './style.ts'
import { wrapNotice } from './wrap.ts'

const style = (width: number): Style => ({ color: new Chalk({ level: 1 }), glyph: glyphs({ LANG: 'C.UTF-8' }), width })
// oxlint-disable-next-line no-control-regex
const plain = (text: string) => text.replaceAll(/\u001B\[[\d;]*m/g, '')

test('a notice is cut at its spaces, and a command at its end stays whole on a line of its own', () => {
  expect(wrapNotice('! short', 20, 2)).toBe('! short')
  expect(wrapNotice('! it was changed by hand and is kept: voicectl generate --project-dir /srv/shop', 40, 2)).toBe(
    '! it was changed by hand and is kept:\n    voicectl generate --project-dir /srv/shop',
  )
})

test('progress fits into the terminal', () => {
  const text = eventText(
    { type: 'warn', text: 'livekit-server by download: the checksum of the archive is not that of the release' },
    style(40),
  )
  expect(plain(text)).toBe('! livekit-server by download: the\n  checksum of the archive is not that of\n  the release')
  expect(plain(eventText({ type: 'note', text: 'a'.repeat(50) }, style(40)))).toBe(`  ${'a'.repeat(50)}`)
})

test('a failure fits into the terminal, but for its commands', () => {
  const command = 'voicectl up --project-dir /srv/a-rather-long-name/of-a-folder'
  const failure = new Failure({
    code: 'A_RATHER_LONG_CODE',
    message: 'Something that needs many words to be told went wrong',
    why: 'It went wrong for a reason that needs many words as well.',
    details: ['ELEVENLABS_API_KEY: ElevenLabs, made at https://elevenlabs.io'],
    fix: [{ text: 'Do one thing, then another one, and after that a third one', command }],
  })
  const lines = plain(renderFailure(failure, style(40))).split('\n')
  expect(lines).toContain(`      ${command}`)
  expect(lines.filter((line) => line.length > 40)).toEqual([`      ${command}`])
  expect(lines.every((line, index) => index === 0 || line.startsWith('  '))).toBe(true)
})
