import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { configurationPage } from '../../scripts/configuration-page.ts'
import { packageRoot } from '../../src/platform/package-root.ts'

test('docs/configuration.md is what the schema says: npm run docs:configuration', async () => {
  expect(await readFile(path.join(packageRoot, 'docs', 'configuration.md'), 'utf8')).toBe(await configurationPage())
})
