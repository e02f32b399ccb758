import type { Place } from '../../core/place.ts'

/** Something that voicectl refuses about a voicectl.yaml. */
export interface StackProblem {
  message: string
  at: Place
}
