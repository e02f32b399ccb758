/**
 * A voicectl command as the user can type it here. VOICECTL_LAUNCHED_AS is set by a program that runs voicectl for somebody who may not have it on
 * PATH, and does by itself what comes next: `npm start`. It is the command with % in the place of its words;
 * init names its folder by itself.
 */
export function typed(words: string, env: NodeJS.ProcessEnv = process.env): string {
  const [before = '', after = ''] = (env['VOICECTL_LAUNCHED_AS'] || 'voicectl %').split('%')
  return `${before}${words}${/^init\b|\s--project-dir\b/.test(words) ? '' : after}`
}

/** A text that is a voicectl command, or ends in one behind a colon, with that command as it can be typed here. */
export function withTyped(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return text.replace(/(?<=^|: )voicectl ([a-z][^\n]*)$/, (_, words: string) => typed(words, env))
}

/** True where the launcher goes on by itself, so that nobody needs to be told to. */
export function isLaunched(env: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(env['VOICECTL_LAUNCHED_AS'])
}
