import { workerNames } from '../agents/worker-names.ts'
import type { Fact } from '../facts.ts'
import type { Reader } from '../reader.ts'

/** The code that starts a worker of LiveKit Agents: the name that it registers under. */
export const reader: Reader = {
  name: 'agent code',
  recognises: ({ path, text }) => isCode(path) && startsWorker(text),
  *read(source, folder): Generator<Fact> {
    const site = folder.siteOf(source.path)
    for (const { literal, variable, at } of workerNames(source.path, source.text)) {
      const value = literal ?? `\${${variable ?? '…'}}`
      yield { what: 'agent-name', side: 'worker', user: 'agent', site, name: { value, at }, code: { variable, isOpen: literal === null } }
    }
  },
}

/** True for a file of a language that LiveKit Agents is used in, and none of its tests. */
export function isCode(path: string): boolean {
  return (
    /\.(?:py|[cm]?[jt]s)$/.test(path) &&
    !/\.d\.[cm]?ts$|(?:^|\/)(?:tests?|__tests__|spec)\/|(?:^|\/)test_[^/]*$|[._-](?:test|spec)\.\w+$/.test(path)
  )
}

/** Quick, as it is asked of many files: true where the code may start a worker. */
export function startsWorker(text: string): boolean {
  return text.includes('livekit') && /\b(?:WorkerOptions|ServerOptions|rtc_session|run_app)\b/.test(text)
}
