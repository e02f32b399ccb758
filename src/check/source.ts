/** A file as read from the disk; `check/` itself touches none. */
export interface Source {
  /** Relative to the checked folder, with forward slashes. */
  path: string
  text: string
  /** Permission bits, such as 0o600; null where the system has none. */
  mode: number | null
  /** What git says of it; `none` outside a repository. */
  git: 'tracked' | 'untracked' | 'ignored' | 'none'
}

/** A file that looks as if it mattered and could not be read as text. */
export interface Unread {
  path: string
  reason: 'binary' | 'too-large' | 'not-utf8' | 'unreadable' | 'link-loop' | 'link-outside'
  /** In words, such as `12.3 MB; voicectl reads up to 1 MB`. */
  detail: string
}

/** Everything there is to check. */
export interface Folder {
  sources: readonly Source[]
  unread: readonly Unread[]
}
