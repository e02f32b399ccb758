import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { breaches, importsOf, readTree } from './structure.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the sources keep to the design', async () => {
  const tree = await readTree(root)
  expect(tree.size).toBeGreaterThan(50)
  expect(breaches(tree)).toEqual([])
})

test('bin/run.js imports nothing statically, so that an old Node can say what to do', () => {
  expect(readFileSync(path.join(root, 'bin/run.js'), 'utf8')).not.toMatch(/^\s*import\s/m)
})

describe('each rule can fail', () => {
  const cases: Array<[what: string, file: string, text: string]> = [
    ['a lower layer that imports a higher one', 'src/core/x.ts', "import { a } from '../stack/load.ts'"],
    ['platform that knows the stack', 'src/platform/x.ts', "import type { Stack } from '../stack/load.ts'"],
    ['modules of one level that import one another', 'src/runtime/x.ts', "import { a } from '../generate/derive.ts'"],
    ['a command that imports the agent', 'src/commands/x.ts', "const { a } = await import('../agent/main.ts')"],
    ['a command that imports the graph', 'src/commands/agent/x.ts', "import { a } from '../../graph/route.ts'"],
    ['a command that imports another', 'src/commands/x.ts', "import Up from './up.ts'"],
    ['the graph that imports the agent', 'src/graph/x.ts', "import { a } from '../agent/log.ts'"],
    ['work that prints', 'src/generate/x.ts', "import { Terminal } from '../output/terminal.ts'"],
    ['a re-export of a higher layer', 'src/core/x.ts', "export const b = 1\nexport { a } from '../cli/main.ts'"],
    ['oclif outside of the command line', 'src/runtime/x.ts', "import { Command } from '@oclif/core/command'"],
    ['the server SDK outside of livekit', 'src/server/x.ts', "import { AccessToken } from 'livekit-server-sdk'"],
    ['the agents SDK outside of the agent', 'src/runtime/x.ts', "await import('@livekit/agents')"],
    ['LangChain outside of the graph', 'src/agent/x.ts', "import { StateGraph } from '@langchain/langgraph'"],
    ['a package of no rule', 'src/core/x.ts', "import _ from 'lodash'"],
    ['an index file', 'src/stack/index.ts', 'export const a = 1'],
    ['a barrel of another name', 'src/stack/all.ts', "// all\nexport * from './load.ts'\nexport { a } from './parse.ts'\n"],
    ['a folder called utils', 'src/stack/utils/text.ts', 'export const a = 1'],
    ['a file called helpers', 'src/stack/helpers.ts', 'export const a = 1'],
    ['a new folder of no layer', 'src/extra/x.ts', 'export const a = 1'],
    ['a graph with a clock', 'src/graph/x.ts', 'export const now = () => Date.now()'],
    ['a graph that reads files', 'src/graph/x.ts', "import { readFile } from 'node:fs/promises'"],
    ['a command that is too long', 'src/commands/x.ts', '\n'.repeat(130)],
  ]
  test.each(cases)('%s', (_what, file, text) => {
    expect(breaches(new Map([[file, text]]))).toHaveLength(1)
  })

  test('what is allowed passes', () => {
    const good = new Map([
      ['src/commands/up.ts', "import { BaseCommand } from '../cli/base-command.ts'\nconst a = await import('../runtime/up.ts')"],
      ['src/agent/main.ts', "import { a } from '../graph/route.ts'\nimport { b } from '@livekit/agents'\nimport fs from 'node:fs'"],
    ])
    expect(breaches(good)).toEqual([])
  })
})

test('imports are found in every form', () => {
  const text = [
    "import a, { type B } from './a.ts'",
    "import type { C } from './c.ts'",
    'import {\n  d,\n  e,\n} from "not-this-one"',
    "import {\n  f,\n} from './f.ts'",
    "import './g.ts'",
    "export { h } from './h.ts'",
    "const i = await import('./i.ts')",
    "type J = typeof import('./j.ts')",
    "type Stage = 'import' | 'export'",
  ].join('\n')
  expect(importsOf(text)).toEqual(['./a.ts', './c.ts', './f.ts', './g.ts', './h.ts', './i.ts', './j.ts'])
})
