import { parseDocument } from 'yaml'

/** A place in a YAML document and what belongs there; `undefined` takes the key out, with the comments above it. */
export type Setting = [path: Array<string | number>, value: unknown]

/** Sets values in the text of a YAML template; its comments and order stay. */
export function fillTemplate(template: string, settings: Setting[]): string {
  const document = parseDocument(template)
  if (document.errors[0]) throw document.errors[0]
  for (const [path, value] of settings) {
    if (value === undefined) document.deleteIn(path)
    else document.setIn(path, value)
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}
