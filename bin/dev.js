#!/usr/bin/env node
// Runs the commands from src/ through Node's type stripping: no build step while developing.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { main } from '../src/cli/main.ts'

const pjson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8').replaceAll('./dist/', './src/'))
pjson.oclif.helpClass += '.ts'
for (const [event, file] of Object.entries(pjson.oclif.hooks)) pjson.oclif.hooks[event] = `${file}.ts`

await main(process.argv.slice(2), { root: fileURLToPath(new URL('..', import.meta.url)), pjson, ignoreManifest: true })
