import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>voicectl</title>
<h1>The page isn't built</h1>
<p>This is a checkout without <code>web/dist</code>. Build the page, then restart:</p>
<pre>npm run build:web</pre>`

/** Where the page is; it has no other views. */
const PAGE_PATHS = ['/', '/index.html']

const NOT_FOUND = `<!doctype html><meta charset="utf-8"><title>Not found</title>
<h1>There is no such page here</h1>
<p><a href="/">To the voice agent</a></p>`

/** The built page below `root`, titled with the stack's name: hashed files are kept for ever, the page itself never. */
export function staticFiles(root: string, name: string): Hono {
  const app = new Hono()
  if (!existsSync(root)) return app.get('*', (context) => context.html(NOT_BUILT, 503))
  app.use(compress())
  app.get(
    '/assets/*',
    serveStatic({ root, onFound: (_path, context) => context.header('Cache-Control', 'public, max-age=31536000, immutable') }),
  )
  const servePage = async (context: Context) => {
    context.header('Cache-Control', 'no-store')
    const page = await readFile(path.join(root, 'index.html'), 'utf8')
    // A stack's name has no characters that HTML would read.
    return context.html(page.replace(/<title>.*?<\/title>/s, () => `<title>${name}</title>`))
  }
  for (const url of PAGE_PATHS) app.get(url, servePage)
  app.get('*', (context) => (path.posix.extname(context.req.path) === '' ? context.html(NOT_FOUND, 404) : context.notFound()))
  return app
}
