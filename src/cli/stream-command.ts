import { listenForStop, type StopSignals } from '../platform/stop-signals.ts'
import { BaseCommand } from './base-command.ts'

/** The exit code of a SIGHUP. */
const HANGUP = 129

/** A command that shows things while it runs: as text, or as NDJSON `{type, ts, data}` with --json, closed by a line of type `end`. */
export abstract class StreamCommand<Result> extends BaseCommand<Result> {
  #streamed = false
  #readerGone = false

  /** From now on --json is NDJSON, also when no event ever comes. */
  protected beginStream(): void {
    this.#streamed = this.jsonEnabled()
  }

  /** Shows one event; `text` makes its text form. */
  protected emit<Data>(type: string, data: Data, text: (data: Data) => string): void {
    if (this.#readerGone) return
    if (!this.jsonEnabled()) return this.terminal.answer(text(data))
    this.#streamed = true
    this.#line(type, data)
  }

  /** Runs work that Ctrl-C or SIGTERM ends in an orderly way; the exit code then tells the signal. */
  protected async untilStopped<T>(work: (signals: StopSignals) => Promise<T>): Promise<T> {
    const signals = listenForStop()
    let leftFirst = false
    const leave = () => {
      this.#readerGone = true
      leftFirst ||= signals.exitCode() === null
    }
    // The work then ends through a signal that this process sends itself (platform/closed-output.ts).
    process.stdout.once('error', leave)
    // A closed terminal takes no more lines, and an error in writing one would end the work before its services.
    signals.stop.addEventListener('abort', () => signals.exitCode() === HANGUP && leave(), { once: true })
    try {
      return await work(signals)
    } finally {
      signals.dispose()
      // A reader that has seen enough, such as `head`, is a normal end.
      process.exitCode = leftFirst ? 0 : (signals.exitCode() ?? process.exitCode)
    }
  }

  protected override show(result: Result): void {
    if (this.#readerGone) return
    if (this.#streamed) this.#line('end', result ?? null)
    else super.show(result)
  }

  #line(type: string, data: unknown): void {
    this.terminal.answer(JSON.stringify({ type, ts: new Date().toISOString(), data }))
  }
}
