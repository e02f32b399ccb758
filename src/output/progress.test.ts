import { expect, test } from 'vitest'
import { counterText } from './progress.ts'

const progress = { type: 'progress', id: 'livekit-server', text: 'Downloading', total: null } as const

test('a counter says what it counts', () => {
  expect(counterText({ ...progress, text: 'Compiling livekit-server', current: 193, unit: 'packages' })).toBe(
    'Compiling livekit-server: 193 packages',
  )
  expect(counterText({ ...progress, current: 3_145_728, total: 12_582_912, unit: 'bytes' })).toBe('Downloading: 3.0 MB of 12.0 MB (25 %)')
  expect(counterText({ ...progress, current: 3_145_728, unit: 'bytes' })).toBe('Downloading: 3.0 MB')
})
