/** Opens a page in the user's browser. Returns why that is not possible here, or null. */
export async function openPage(url: string, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  if (process.platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display here'
  const { default: open } = await import('open')
  try {
    const opener = await open(url)
    opener.once('error', () => {})
    opener.unref()
    return null
  } catch (error) {
    return (error as Error).message
  }
}
