/**
 * What a module tells while it works. Modules emit these and print nothing; output/ shows them.
 * - `step`: a phase has begun (`done` closes it)
 * - `done`: a phase has ended well
 * - `note`: something worth a line
 * - `warn`: something the user should know
 * - `progress`: how far the running phase is; `text` says what is done to the things that are counted, `total` is null when unknown
 */
export type Progress =
  | { type: 'step'; id: string; text: string }
  | { type: 'done'; id: string; text: string }
  | { type: 'note'; text: string }
  | { type: 'warn'; text: string }
  | {
      type: 'progress'
      id: string
      text: string
      current: number
      total: number | null
      unit: 'bytes' | 'modules' | 'packages' | 'resources'
    }

export type Report = (event: Progress) => void
