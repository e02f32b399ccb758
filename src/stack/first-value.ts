/** The value of the first name that has one. */
export function firstValue(env: ReadonlyMap<string, string>, names: readonly string[]): string | null {
  return names.map((name) => env.get(name)).find((value) => value !== undefined && value !== '') ?? null
}
