import { execFile } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { packageRoot } from './package-root.ts'

const MODULE = pathToFileURL(path.join(packageRoot, 'src/platform/brief-work.ts')).href

/** Whether V8 takes code that it compiled with its usual flags: before, meanwhile and afterwards; V8's complaints, too. */
const PROGRAM = `const { briefly } = await import('${MODULE}')
  const { Script } = process.getBuiltinModule('node:vm')
  let scripts = 0
  // Of one length, as V8 compares no more of them, and each another, as it remembers what it has compiled.
  const source = () => '(function () { return ' + scripts++ + ' })'
  const cachedData = new Script(source()).createCachedData()
  const isTaken = () => !new Script(source(), { cachedData }).cachedDataRejected
  const [before, meanwhile] = [isTaken(), briefly(isTaken)]
  try {
    briefly(() => { throw new Error('of the work') })
  } catch {}
  process.stdout.write(JSON.stringify({ before, meanwhile, afterwards: isTaken() }))`

test('V8 has other flags for the work, and its usual ones afterwards', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', PROGRAM])
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({ before: true, meanwhile: false, afterwards: true })
})

test('returns what the work returns, and its errors', async () => {
  const { briefly } = await import('./brief-work.ts')
  expect(briefly(() => 'made')).toBe('made')
  expect(() => briefly(() => JSON.parse('{') as unknown)).toThrow(SyntaxError)
})
