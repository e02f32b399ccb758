/** A fault at one place of one file. `line` and `column` count from 1; `source` is that line's text, null where it must not be shown. */
export interface Problem {
  file: string
  line: number
  column: number
  message: string
  source: string | null
  /** The column in `source`, where hiding a secret before it has moved it. */
  caret?: number
}
