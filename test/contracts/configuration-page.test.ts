import { globSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { configurationPage } from '../../scripts/configuration-page.ts'
import { packageRoot } from '../../src/platform/package-root.ts'

test('docs/configuration.md is what the schema says: npm run docs:configuration', async () => {
  expect(await readFile(path.join(packageRoot, 'docs', 'configuration.md'), 'utf8')).toBe(await configurationPage())
})

/** What our own programs tell one another. */
const INTERNAL = ['VOICECTL_LAUNCHED_AS', 'VOICECTL_PROBE_TOKEN', 'VOICECTL_PROBE_URL', 'VOICECTL_SERVICE']

test('every VOICECTL_ variable that the sources know is on it', async () => {
  const files = globSync('src/**/*.ts', { cwd: packageRoot, exclude: ['**/*.test.ts'] })
  const names = files.flatMap((file) => readFileSync(path.join(packageRoot, file), 'utf8').match(/\bVOICECTL_[A-Z_]+/g) ?? [])
  const page = await configurationPage()
  expect([...new Set(names)].filter((name) => !INTERNAL.includes(name) && !page.includes(`\`${name}\``))).toEqual([])
})
