/** True when the command line or VOICECTL_CONTENT_TYPE asks for JSON; for what is shown without a command that could be asked. */
export function wantsJson(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): boolean {
  const end = argv.indexOf('--')
  const flags = end === -1 ? argv : argv.slice(0, end)
  return flags.includes('--json') || env['VOICECTL_CONTENT_TYPE']?.toLowerCase() === 'json'
}
