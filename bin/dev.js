#!/usr/bin/env node
// Runs the commands from src/ through Node's type stripping: no build step while developing.
const { execute } = await import('@oclif/core/execute')
const { readFile } = await import('node:fs/promises')
const packageUrl = new URL('../package.json', import.meta.url)
const pjson = JSON.parse(await readFile(packageUrl, 'utf8'))
pjson.oclif.commands.target = './src/commands'
await execute({ args: process.argv.slice(2), loadOptions: { root: new URL('..', import.meta.url).pathname, pjson, ignoreManifest: true } })
