/** Something the caller is told: what happened, and what can be done. */
export interface Notice {
  tone: 'info' | 'error'
  title: string
  text: string
  /** A command for whoever runs the stack. */
  command?: string
}
