import { routeOf } from '../route.ts'
import type { Turn } from '../state.ts'

/** Picks the specialist from the caller's metadata alone: no language model, so no delay and no wrong guess. */
export function supervise({ caller }: Pick<Turn, 'caller'>): Pick<Turn, 'route'> {
  return { route: routeOf(caller) }
}
