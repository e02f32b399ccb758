import type { Place } from '../core/place.ts'
import type { Stated } from './facts.ts'

export { listed } from '../core/listed.ts'

/** Where a value is written, and the places that hand it on: the line of .env before the `${NAME}` that takes it. */
export function placesOf(...stated: (Stated<unknown> | null | undefined)[]): Place[] {
  return uniquePlaces(stated.flatMap((one) => (one ? [...(one.through ?? []), one.at] : [])))
}

/** Places, each once. */
export function uniquePlaces(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [`${place.file}:${place.line}:${place.column}`, place])).values()]
}

/** The text at a place, with its quotes. */
export function textAt(sources: readonly { path: string; text: string }[], at: Place): string {
  const { column, length } = at
  return (lineAt(sources, at) ?? '').slice(column - 1, column - 1 + length)
}

/** The line of a place; undefined where there is no such line. */
export function lineAt(
  sources: readonly { path: string; text: string }[],
  { file, line }: Pick<Place, 'file' | 'line'>,
): string | undefined {
  const text = sources.find(({ path }) => path === file)?.text ?? ''
  return text.split('\n', line)[line - 1]?.replace(/\r$/, '')
}
