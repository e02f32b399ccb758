import { request } from './request.ts'

export interface Choice {
  id: string
  label: string
}

/** What the server says of its stack: GET /api/config. */
export interface PageConfig {
  name: string
  mode: 'demo' | 'live'
  demo: { missingKeys: string[] } | null
  agentName: string
  serverUrl: string
  languages: Choice[]
  modes: Choice[]
  voices: Choice[]
}

/** Raises ServerError. */
export function fetchPageConfig(signal: AbortSignal): Promise<PageConfig> {
  return request<PageConfig>('/api/config', { signal })
}
