import { expect, test } from 'vitest'
import { seal, unseal } from './sealed.ts'

test('opens with the same secret only, and is another text each time', () => {
  const sealed = seal('carrier-password', 'api-secret')
  expect(sealed).not.toContain('carrier-password')
  expect(seal('carrier-password', 'api-secret')).not.toBe(sealed)
  expect(unseal(sealed, 'api-secret')).toBe('carrier-password')
  expect(unseal(sealed, 'another-secret')).toBeNull()
})

test('what was changed or is none does not open', () => {
  const sealed = seal('x', 'api-secret')
  expect(unseal(`${sealed.slice(0, -2)}AA`, 'api-secret')).toBeNull()
  expect(unseal('sealed:', 'api-secret')).toBeNull()
  expect(unseal('plain', 'api-secret')).toBeNull()
})
