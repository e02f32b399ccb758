import { expect, test } from 'vitest'
import { Terminal } from './terminal.ts'

test('a secret is masked as it is, and as it stands in JSON text', () => {
  let shown = ''
  const terminal = new Terminal({ write: (text) => (shown += text) })
  terminal.hide(['sec"ret-tok\\en1'])
  terminal.answer(`sec"ret-tok\\en1 ${JSON.stringify({ k: 'sec"ret-tok\\en1' })}\n`)
  expect(shown).toBe('•••••• {"k":"••••••"}\n')
})
