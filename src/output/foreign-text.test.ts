import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { Failure } from '../core/failure.ts'
import { renderFailure } from './failure.ts'
import { glyphs, type Style } from './style.ts'
import { viewDiff } from './views/diff.ts'
import { viewInit } from './views/init.ts'
import { viewDown } from './views/up.ts'

const plain: Style = { color: new Chalk({ level: 0 }), glyph: glyphs({ LANG: 'C.UTF-8' }), width: 80 }
const BAD = 'na\nme\u001B[31m\u0007\u202E'
const SHOWN = 'na\uFFFDme\uFFFD\uFFFD'

test('a failure prints no control character of foreign text', () => {
  const failure = new Failure({
    code: 'CONFIG_INVALID',
    message: BAD,
    why: 'one\r\n\u001B[2Jtwo',
    details: ['\u0000'],
    fix: [{ text: BAD, command: BAD }],
    problems: [{ file: BAD, line: 1, column: 2, message: BAD, source: '\u0001a\u001B[1m\r' }],
  })
  expect(renderFailure(failure, plain).split('\n')).toEqual([
    `✗ ${SHOWN} (CONFIG_INVALID)`,
    '',
    `  ${SHOWN}:1:2 ${SHOWN}`,
    '   1 | \uFFFDa',
    '     |  ^',
    '',
    '  one',
    '  two',
    '  \uFFFD',
    `  → ${SHOWN}:`,
    `      ${SHOWN}`,
  ])
})

test('the caret stands below its place, also behind a tab or a hidden secret', () => {
  const place = { file: 'a', line: 1, message: 'm' }
  const problems = [
    { ...place, column: 43, caret: 24, source: 'web: { apiKey: ••••••, prot: 1 }' },
    { ...place, column: 4, source: '\ta: x' },
  ]
  const lines = renderFailure(new Failure({ code: 'X', message: 'x', problems }), plain).split('\n')
  expect(lines.slice(3, 5)).toEqual(['   1 | web: { apiKey: ••••••, prot: 1 }', '     |                        ^'])
  expect(lines.slice(7, 9)).toEqual(['   1 | \ta: x', '     | \t  ^'])
})

test('neither does a view', () => {
  expect(viewDown({ stopped: [], wasRunning: false, orphans: false }, BAD, plain)).toBe(`Nothing runs in ${SHOWN}`)
  expect(viewDiff('-a\u001B[31mb\r\n+c', plain)).toBe('-ab\n+c')
})

test('the folder init names can still be pasted', () => {
  const result = {
    dir: `/w/${BAD}'`,
    name: 'a',
    target: 'local' as const,
    mode: 'live' as const,
    files: [],
    missingKeys: [],
    environmentKeys: [],
    problems: [],
    fix: [],
    ignored: [],
    exposed: null,
    needsSip: false,
  }
  const text = viewInit(result, plain, '/w')
  expect(text).toContain(` is complete in ${SHOWN}'/`)
  expect(text).toContain(String.raw`cd $'na\u000ame\u001b[31m\u0007\u202e\''`)
})
