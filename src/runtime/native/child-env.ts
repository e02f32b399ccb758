const SYSTEM_NAMES = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot']

/**
 * The environment of a program that takes settings from any variable with a fitting name (LIVEKIT_*, REDIS_*, UDP_PORT, NODE_IP, ...):
 * only what a program needs to run, so that its config file is the only source.
 */
export function systemEnv(extra: Record<string, string>, alsoNames: string[] = []): Record<string, string> {
  const kept = [...SYSTEM_NAMES, ...alsoNames].flatMap((name): Array<[string, string]> => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(kept), ...extra }
}

/** The environment of our own programs: this process's, since provider keys may come from there. Their output goes to a log, so no colour. */
export function ownEnv(extra: Record<string, string>): Record<string, string> {
  const present = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const { FORCE_COLOR: _color, ...rest } = Object.fromEntries(present)
  return { ...rest, NO_COLOR: '1', ...extra }
}
