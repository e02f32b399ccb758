/** What the preflight child sends to its parent: that it begins, and how it went. */
export type PreflightMessage = { begun: true } | PreflightVerdict

export type PreflightVerdict =
  | { ok: true }
  | {
      ok: false
      /** Where it broke. */
      stage: 'import' | 'prewarm'
      stack: string
      /** A Failure that was raised, in its parts: it crosses a process boundary. */
      failure: { code: string; message: string; why: string | null; fix: { text: string; command?: string }[]; details: string[] } | null
    }
