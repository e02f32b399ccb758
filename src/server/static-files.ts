import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { compress } from 'hono/compress'

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>voicectl</title>
<h1>The page isn't built</h1>
<p>This is a checkout without <code>web/dist</code>. Build the page, then restart:</p>
<pre>npm run build:web</pre>`

/** The built page below `root`: hashed files are kept for ever, index.html never, and every other path is the page itself. */
export function staticFiles(root: string): Hono {
  const app = new Hono()
  if (!existsSync(root)) return app.get('*', (context) => context.html(NOT_BUILT, 503))
  app.use(compress())
  app.get(
    '/assets/*',
    serveStatic({ root, onFound: (_path, context) => context.header('Cache-Control', 'public, max-age=31536000, immutable') }),
  )
  app.get('*', async (context) => {
    const isFile = path.posix.extname(context.req.path) !== '' && context.req.path !== '/index.html'
    if (isFile) return context.notFound()
    context.header('Cache-Control', 'no-store')
    const page = await readFile(path.join(root, 'index.html'), 'utf8')
    return context.html(page)
  })
  return app
}
