import { test } from 'vitest'
import { fuzzReader } from '../../../test/support/fuzz-reader.ts'
import { reader } from './agent-code.ts'

const WORDS = [
  'livekit',
  'WorkerOptions(',
  '.rtc_session(',
  'run_app(',
  'new ServerOptions({',
  'agent_name=',
  'agentName:',
  ',',
  ')',
  '}',
  '"a"',
  "'b'",
  '"',
  "'",
  '"""',
  '`',
  '//',
  '/*',
  '*/',
  '#',
  '\\',
  'os.getenv("A", "b")',
  'process.env.A ?? "b"',
  'NAME =',
  'const NAME =',
  'NAME',
  '**x',
  '...x',
  '=',
  '[',
  '(',
  '{',
]

test('code of any text', () => {
  for (const path of ['agent.py', 'src/agent.ts']) fuzzReader(reader, path, WORDS)
})
