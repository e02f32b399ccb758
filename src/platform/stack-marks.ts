/** Names by which a service of a stack is known from outside: its stack's folder and its own name. */
export const PROJECT_MARK = 'VOICECTL_PROJECT_DIR'
export const SERVICE_MARK = 'VOICECTL_SERVICE'

/** The folder that a process was started for, by a supervisor or by `agent start` alone; null for one that is nobody's. */
export function folderOfProcess(seen: { env: ReadonlyMap<string, string> }): string | null {
  return seen.env.get(PROJECT_MARK) ?? null
}

/** The folder of the stack whose supervisor started a process and would start it again, or null: `agent start` alone has a folder and no supervisor. */
export function stackOfService(seen: { env: ReadonlyMap<string, string> } | null): string | null {
  return seen?.env.has(SERVICE_MARK) ? (seen.env.get(PROJECT_MARK) ?? null) : null
}
