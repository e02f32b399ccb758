import { maskSecrets } from '../core/mask.ts'

/** Where the answer goes; process.stdout is one. */
export interface Out {
  write: (text: string) => unknown
  isTTY?: boolean
}

/** The two streams: stdout carries the answer, stderr all the rest. Nothing leaves without its secrets masked. */
export class Terminal {
  readonly #secrets = new Set<string>()
  readonly #out: Out | undefined

  /** `out` is process.stdout where it is left out; not before something is written, as streams take a while to load. */
  constructor(out?: Out) {
    this.#out = out
  }

  /** From now on these values are masked in all output. */
  hide(secrets: Iterable<string>): void {
    for (const secret of secrets) {
      this.#secrets.add(secret)
      // As it stands in JSON text.
      this.#secrets.add(JSON.stringify(secret).slice(1, -1))
    }
  }

  answer(text: string): void {
    const out = this.#out ?? process.stdout
    out.write(this.#line(text))
  }

  notice(text: string): void {
    process.stderr.write(this.#line(text))
  }

  json(value: unknown): void {
    const out = this.#out ?? process.stdout
    this.answer(JSON.stringify(value, null, out.isTTY ? 2 : undefined))
  }

  #line(text: string): string {
    const masked = maskSecrets(text, this.#secrets)
    return masked === '' || masked.endsWith('\n') ? masked : `${masked}\n`
  }
}
