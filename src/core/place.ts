/** A span in a file. `line` and `column` count from 1, `length` in UTF-16 units on that line; 0 where only the position is known. */
export interface Place {
  /** Relative to the folder looked at, with forward slashes. */
  file: string
  line: number
  column: number
  length: number
}
