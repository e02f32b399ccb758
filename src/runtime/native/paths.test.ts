import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { runtimePaths } from './paths.ts'

test('the control socket is in XDG_RUNTIME_DIR unless its path would be longer than a socket may have', () => {
  const at = (runtimeDir: string) => runtimePaths(tmpdir(), { XDG_RUNTIME_DIR: runtimeDir }).socket
  const rest = at('/x').length - '/x'.length
  const fitting = `/${'x'.repeat(103 - rest - 1)}`
  expect(at(fitting).startsWith(`${fitting}/voicectl-`)).toBe(true)
  expect(at(`${fitting}x`)).toMatch(/^\/tmp\/voicectl-/)
  expect(at(fitting.replace(/xx$/, 'ü'))).toContain('ü')
  expect(at(fitting.replace(/x$/, 'ü'))).toMatch(/^\/tmp\//)
})
