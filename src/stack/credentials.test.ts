import { expect, test } from 'vitest'
import { credentialProblems, isPlaceholder } from './credentials.ts'
import { parseEnvFile } from './env-file.ts'

function problemsOf(text: string): string[] {
  const file = parseEnvFile(text)
  const values = new Map([...file].map(([name, { value }]) => [name, value]))
  return credentialProblems(values, file, '.env').map(({ line, message }) => `${line} ${message}`)
}

const SECRET = 'f'.repeat(32)

test('a key and a secret of 32 characters are right', () => {
  expect(problemsOf(`LIVEKIT_API_KEY=APIabc\nLIVEKIT_API_SECRET=${SECRET}\n`)).toEqual([])
})

test('both problems are told at once', () => {
  expect(problemsOf('# empty\n')).toEqual(['1 LIVEKIT_API_KEY is missing', '1 LIVEKIT_API_SECRET is missing'])
  expect(problemsOf('LIVEKIT_API_KEY=devkey\nLIVEKIT_API_SECRET=secret\n')).toEqual([
    '1 LIVEKIT_API_KEY is a placeholder, not a real value',
    '2 LIVEKIT_API_SECRET is a placeholder, not a real value',
  ])
})

test('a short secret is told by its length, never by its value', () => {
  const problems = problemsOf('LIVEKIT_API_KEY=APIabc\nLIVEKIT_API_SECRET=tooshorttooshort\n')
  expect(problems).toEqual(['2 LIVEKIT_API_SECRET has 16 characters; LiveKit asks for at least 32'])
})

test.each(['"', '\\', ' ', '\t'])('%j in a key or secret would break LIVEKIT_KEYS', (character) => {
  const value = `API${character}${SECRET}`
  const env = new Map([
    ['LIVEKIT_API_KEY', value],
    ['LIVEKIT_API_SECRET', value],
  ])
  const problems = credentialProblems(env, new Map(), '.env').map(({ message }) => message)
  expect(problems).toEqual([
    'LIVEKIT_API_KEY has a double quote, backslash or space in it; LiveKit needs one without',
    'LIVEKIT_API_SECRET has a double quote, backslash or space in it; LiveKit needs one without',
  ])
})

test('a problem shows no line of the file', () => {
  const file = parseEnvFile('LIVEKIT_API_SECRET=short\n')
  expect(credentialProblems(new Map([['LIVEKIT_API_SECRET', 'short']]), file, '.env').every(({ source }) => source === null)).toBe(true)
})

test.each(['<key>', 'your-api-key', 'your_key_here', 'changeme', 'CHANGE-ME', 'xxxx', '...', 'todo', ' secret '])(
  '%j is a placeholder',
  (value) => {
    expect(isPlaceholder(value)).toBe(true)
  },
)

test.each(['APIabc123', 'sk-proj-123', 'secretive-but-real', 'xx'])('%j is none', (value) => {
  expect(isPlaceholder(value)).toBe(false)
})
