/** Glyphs by meaning; ASCII where the terminal's locale has no UTF-8. */
export interface Glyphs {
  ok: string
  fail: string
  warn: string
  arrow: string
  bullet: string
  /** Branch of a tree, and its last one. */
  tree: string
  treeEnd: string
}

const UNICODE: Glyphs = { ok: '✓', fail: '✗', warn: '!', arrow: '→', bullet: '·', tree: '├', treeEnd: '└' }
const ASCII: Glyphs = { ok: '+', fail: 'x', warn: '!', arrow: '->', bullet: '-', tree: '|', treeEnd: '`' }

export function glyphs(env: NodeJS.ProcessEnv = process.env): Glyphs {
  const locale = env['LC_ALL'] ?? env['LC_CTYPE'] ?? env['LANG'] ?? 'UTF-8'
  return process.platform === 'win32' || /utf-?8/i.test(locale) ? UNICODE : ASCII
}

/** Colours a text; what a chalk is. */
export interface Paint {
  (text: string): string
  bold: (text: string) => string
}

/** How text is laid out for one stream: colour, glyphs, width in columns. */
export interface Style {
  color: Record<'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'dim' | 'bold' | 'underline', Paint>
  glyph: Glyphs
  width: number
}

/** Columns of what is no terminal. */
export const UNBOUNDED = 10_000

/** For what is no terminal, and takes no colours: chalk, which would find that out, takes a while to load. */
export function plainStyle(): Style {
  const same = (text: string): string => text
  const paint = Object.assign(same, { bold: same })
  const color = {
    red: paint,
    green: paint,
    yellow: paint,
    blue: paint,
    magenta: paint,
    cyan: paint,
    dim: paint,
    bold: paint,
    underline: paint,
  }
  return { color, glyph: glyphs(), width: UNBOUNDED }
}
