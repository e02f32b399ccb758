/** A config as YAML text in pieces: a string is written as it is. */
export type Tree = string | Tree[] | { [name: string]: Tree }

/** The text of a config, in block style but for lists. */
export function render(tree: Tree, indent = ''): string {
  if (typeof tree === 'string') return `${tree}\n`
  if (Array.isArray(tree)) return `${flow(tree)}\n`
  return Object.entries(tree)
    .map(([name, value]) => `${indent}${name}:${isBlock(value) ? `\n${render(value, `${indent}  `)}` : ` ${flow(value)}\n`}`)
    .join('')
}

/** A tree with a value at a path, in place of what is there. `[]` steps into a list of one. */
export function withValue(tree: Tree, [name, ...rest]: readonly string[], value: Tree): Tree {
  if (name === undefined) return value
  if (name === '[]') return [withValue({}, rest, value)]
  const map = typeof tree === 'object' && !Array.isArray(tree) ? tree : {}
  return { ...map, [name]: withValue(map[name] ?? {}, rest, value) }
}

function isBlock(value: Tree): boolean {
  return typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 0
}

function flow(value: Tree): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return `[${value.map((item) => flow(item)).join(', ')}]`
  return `{${Object.entries(value)
    .map(([name, item]) => `${name}: ${flow(item)}`)
    .join(', ')}}`
}
