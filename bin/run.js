#!/usr/bin/env node
// Kept free of imports: an old Node must still be able to parse it and say what to do.
const required = 24
const major = Number(process.versions.node.split('.')[0])

/** A reader such as `head` that closes the pipe early is a normal end, on either stream. */
function endQuietlyOnClosedPipe(stream) {
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}

async function main() {
  const { createRequire, enableCompileCache } = await import('node:module')
  const require = createRequire(import.meta.url)
  if (process.argv.length === 3 && ['--version', '-v'].includes(process.argv[2])) {
    const { name, version } = require('../package.json')
    process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
    return
  }
  enableCompileCache()
  const { execute } = await import('@oclif/core/execute')
  await execute({ dir: import.meta.url })
}

if (major < required) {
  process.stderr.write(
    `voicectl needs Node ${required} or newer; this is Node ${process.versions.node}.\n` +
      `  → Install it from your system's packages or with a version manager, for example: nvm install ${required}\n` +
      `  → Or run it once with: npx --package node@${required} --package voicectl voicectl\n`,
  )
  process.exitCode = 2
} else {
  endQuietlyOnClosedPipe(process.stdout)
  endQuietlyOnClosedPipe(process.stderr)
  await main()
}
