import { expect, test } from 'vitest'
import { assertInstalled, conversationPackages, workerPackages } from './agent-installed.ts'

/** Resolves like Node where only `present` is installed. */
function resolver(present: readonly string[]) {
  return (name: string) => {
    if (present.includes(name)) return `file:///node_modules/${name}/index.js`
    throw Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' })
  }
}

test('names every missing package and says what to install', () => {
  expect(() => assertInstalled(conversationPackages, resolver(['@langchain/core']))).toThrow(
    expect.objectContaining({
      code: 'AGENT_NOT_INSTALLED',
      why: expect.stringContaining('missing: @langchain/langgraph, openai.'),
      fix: expect.arrayContaining([expect.objectContaining({ command: 'npm install --global voicectl --include=optional' })]),
    }),
  )
})

test('is content where all are there', () => {
  expect(() => assertInstalled(workerPackages, resolver(workerPackages))).not.toThrow()
})

test('a package that is there but exports nothing at its root counts as installed', () => {
  const error = Object.assign(new Error('No "exports" main defined'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
  const resolve = () => {
    throw error
  }
  expect(() => assertInstalled(['odd'], resolve)).not.toThrow()
})
