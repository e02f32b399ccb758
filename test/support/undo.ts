/** What is to be undone at the end of a test or a file, the last first; every step is tried, and the first error is raised. */
export class Undo {
  readonly #steps: (() => Promise<unknown>)[] = []

  /** Notes how to undo something, and passes it through. */
  add<T>(thing: T, step: (thing: T) => Promise<unknown>): T {
    this.#steps.push(() => step(thing))
    return thing
  }

  async run(): Promise<void> {
    const errors: unknown[] = []
    for (const step of this.#steps.splice(0).toReversed()) await step().catch((error: unknown) => errors.push(error))
    if (errors.length > 0) throw errors[0]
  }
}
