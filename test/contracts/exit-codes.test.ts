import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { root } from './built.ts'

const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

test('docs/exit-codes.md names failures by the exit code that the sources give them', () => {
  const rows = [...read('docs/exit-codes.md').matchAll(/^\|\s*(\d+)\s*\|.*$/gm)]
  const named = rows.flatMap(([row, exit]) => [...row.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code = '']) => [code, exit]))
  const text = globSync('src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] })
    .map(read)
    .join('\n')
  const raised = (code: string) => {
    const ends = text.split(`code: '${code}'`).slice(1)
    return [...new Set(ends.map((end) => /\bexit: (\d+)/.exec(end.split('new Failure(')[0] ?? '')?.[1] ?? '1'))].join()
  }
  expect(named.length).toBeGreaterThan(2)
  expect(named.map(([code = '']) => [code, raised(code)])).toEqual(named)
})
