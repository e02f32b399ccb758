import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Keypad } from './keypad.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function keypad() {
  const events: string[] = []
  const pad = new Keypad({ onBegin: () => events.push('begin'), onEntry: (keys) => events.push(keys), pauseMs: 1000 })
  const press = (keys: string) => Array.from(keys).forEach((key) => pad.press(key))
  return { pad, press, events }
}

test('an entry ends with a hash, which is none of its keys', () => {
  const { press, events } = keypad()
  press('12')
  vi.advanceTimersByTime(900)
  press('3#')
  expect(events).toEqual(['begin', '123'])
})

test('an entry ends with a pause', () => {
  const { press, events } = keypad()
  press('1')
  vi.advanceTimersByTime(900)
  press('2')
  vi.advanceTimersByTime(900)
  expect(events).toEqual(['begin'])
  vi.advanceTimersByTime(200)
  expect(events).toEqual(['begin', '12'])
})

test('a hash or a star alone is an entry too', () => {
  const { press, events } = keypad()
  press('#')
  press('*')
  vi.advanceTimersByTime(1000)
  expect(events).toEqual(['begin', '#', 'begin', '*'])
})

test('entries follow one another', () => {
  const { press, events } = keypad()
  press('1#2#')
  expect(events).toEqual(['begin', '1', 'begin', '2'])
})

test('what is no key is nothing, and nobody can fill the memory', () => {
  const { press, events } = keypad()
  press('x ')
  expect(events).toEqual([])
  press('7'.repeat(64))
  expect(events).toEqual(['begin', '7'.repeat(64)])
})

test('a call that ends forgets what was begun', () => {
  const { pad, press, events } = keypad()
  press('12')
  pad.stop()
  vi.advanceTimersByTime(5000)
  expect(events).toEqual(['begin'])
})
