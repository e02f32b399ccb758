import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { errorsPage, raisedIn, renderErrorsPage } from '../../scripts/errors-page.ts'
import { renderRulesPage, rulesPage } from '../../scripts/rules-page.ts'
import { root } from './built.ts'

const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

test('docs/errors.md is that of the sources: npm run docs:errors writes it', () => {
  expect(readFileSync(errorsPage, 'utf8')).toBe(renderErrorsPage())
})

test('docs/rules.md is that of the rules: npm run docs:rules', () => {
  expect(readFileSync(rulesPage, 'utf8')).toBe(renderRulesPage())
})

test('codes and messages are found in the forms that the sources use', () => {
  const source = [
    "throw new Failure({ code: 'A_ONE', message: `Couldn't read ${file}`, exit: 2 })",
    "new Failure({\n  code: missing ? 'B_ONE' : 'B_TWO',\n  message: missing ? 'first' : 'second',\n  exit: 2 })",
    "{ code: 'C_ONE',\n  exit: 2,\n  message:\n unknown }",
    "{ code: `${kind}_LATE`, message: `${label ?? `the key`} is late`, fix: [{ text: 'no' }] }",
    "{ code: 'ENOENT' }",
  ].join('\n')
  expect(raisedIn(source, 'x')).toEqual([
    { code: 'A_ONE', messages: ["Couldn't read …"], folder: 'x' },
    { code: 'B_ONE', messages: ['first'], folder: 'x' },
    { code: 'B_TWO', messages: ['second'], folder: 'x' },
    { code: 'STT_LATE', messages: ['… is late'], folder: 'x' },
    { code: 'TTS_LATE', messages: ['… is late'], folder: 'x' },
  ])
})

test('docs/exit-codes.md lists the codes there are', () => {
  const typed = read('src/core/exit-code.ts')
    .match(/ExitCode = ([^\n]+)/)?.[1]
    ?.split(' | ')
  const listed = [...read('docs/exit-codes.md').matchAll(/^\|\s*(\d+)\s*\|/gm)].map((match) => match[1])
  expect(listed).toEqual(typed)
})

const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root })

test.each(pages)('the links of %s lead somewhere', (page) => {
  const folder = path.dirname(path.join(root, page))
  const targets = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '')
  expect(targets.filter((target) => !existsSync(path.join(folder, target)))).toEqual([])
})

test('the text that users read is plain', () => {
  // What livekit-server writes into its log, for those who look for it.
  const quotedLogs = /unable to connect to redis/gi
  const banned = /\b(successfully|please|oops|unable to)\b/i
  const sources = globSync('src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts', 'src/graph/**'] })
  const found = sources.flatMap((file) =>
    (read(file).match(/(['`])(?:(?!\1).)*\1/g) ?? [])
      .filter((text) => banned.test(text.replaceAll(quotedLogs, '')))
      .map((text) => `${file}: ${text}`),
  )
  expect(found).toEqual([])
})
