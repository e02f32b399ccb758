import { useEffect, useState } from 'react'
import type { Notice } from '../call/notice.ts'
import { loadProblem } from '../call/problems.ts'
import { fetchPageConfig, type PageConfig } from '../server/page-config.ts'
import { NoticeBox } from './notice-box.tsx'
import { Page } from './page.tsx'

/** Loads what the server says of its stack, then shows the page. */
export function App() {
  const [config, setConfig] = useState<PageConfig | null>(null)
  const [problem, setProblem] = useState<Notice | null>(null)
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    const controller = new AbortController()
    const load = async () => {
      try {
        const loaded = await fetchPageConfig(controller.signal)
        document.title = loaded.name
        setConfig(loaded)
      } catch (error) {
        if (!controller.signal.aborted) setProblem(loadProblem(error))
      }
    }
    void load()
    return () => controller.abort()
  }, [attempt])

  if (config) return <Page config={config} />
  if (!problem) return null
  return (
    <main className="page start">
      <NoticeBox notice={problem} />
      <button type="button" className="button primary" onClick={() => setAttempt((count) => count + 1)}>
        Try again
      </button>
    </main>
  )
}
