import { startsWorker } from '../check/readers/agent-code.ts'
import { readSourceFiles, type TextFile } from '../platform/source-tree.ts'

/** Names that people give to the file which starts a worker. */
const LIKELY = /agent|worker|entrypoint|assistant|(?:^|[_-])bot\b|^(?:main|app)\.\w+$/i
/** What runs code: a Dockerfile's command, a compose file's, the scripts of a package. */
const RUNS = /(?:^|\/)(?:[^/]*Dockerfile[^/]*|[^/]*compose[^/]*\.ya?ml|package\.json|pyproject\.toml)$/i
const RUN = /([\w-]{1,100}\.(?:py|[cm]?[jt]s))\b|\bpython[\d.]{0,8}["', ]{1,9}-m["', ]{1,9}(?:\w{1,50}\.){0,8}(\w{1,50})/g
/** What there is to compare a worker's name with. */
const ASKS_BY_NAME = /agent_?name|dispatch_?rule/i
const LARGEST_BYTES = 256 * 1024
const MOST_LIKELY = 500
const MOST_FILES = 5000
const MOST_BYTES = 32 * 1024 * 1024

/**
 * The code that starts workers, for comparing their names with those that the other files ask for: all of it, or none. First only the likely files are
 * opened. Where one of them starts a worker, the others are too, since a worker that was not seen might be the one that is asked for.
 */
export function agentCode(root: string, files: readonly string[], others: readonly TextFile[]): TextFile[] {
  if (files.length === 0 || files.length > MOST_FILES || !others.some(({ text }) => ASKS_BY_NAME.test(text))) return []
  const run = new Set(others.flatMap(({ path, text }) => (RUNS.test(path) ? namesOfRun(text) : [])))
  const name = (file: string) => file.slice(file.lastIndexOf('/') + 1)
  const likely = new Set(files.filter((file) => LIKELY.test(name(file)) || run.has(name(file))).slice(0, MOST_LIKELY))
  const reading = new Reading(root)
  const first = reading.startingWorkers([...likely])
  if (first.length === 0) return []
  const rest = reading.startingWorkers(files.filter((file) => !likely.has(file)))
  return reading.isOver ? [] : [...first, ...rest]
}

function namesOfRun(text: string): string[] {
  return [...text.matchAll(RUN)].flatMap(([, file, module]) => file ?? `${module}.py`)
}

/** Opens files up to a number of bytes in all; no more than one text is held that is not wanted. */
class Reading {
  readonly #root: string
  #left = MOST_BYTES

  constructor(root: string) {
    this.#root = root
  }

  /** True where it had to stop: it has not seen all. */
  get isOver(): boolean {
    return this.#left < 0
  }

  startingWorkers(files: readonly string[]): TextFile[] {
    const found: TextFile[] = []
    for (const file of readSourceFiles(this.#root, files, LARGEST_BYTES)) {
      if (!('text' in file)) continue
      this.#left -= file.text.length
      if (this.isOver) break
      if (startsWorker(file.text)) found.push(file)
    }
    return found
  }
}
