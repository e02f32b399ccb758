import type { ConfigNode } from './config-node.ts'
import type { Place } from '../core/place.ts'
import type { Fact, FaultFact, ServiceFact, Site, User } from './facts.ts'
import type { Source } from './source.ts'

/** Turns the files of one kind into facts. It meets any text at all: it must neither throw nor take long. */
export interface Reader {
  /** What it reads, in words: `livekit.yaml`, `compose file`. */
  name: string
  /** The program whose config it reads; left out where it is nobody's, or several programs'. */
  of?: User
  /** Quick, by path and by looking for a word or two in the text: it is asked of every file. A file may be of several kinds. */
  recognises: (source: Source) => boolean
  read: (source: Source, folder: FolderView) => Iterable<Fact>
}

/** The documents of a YAML or JSON file, and what is wrong with its text. */
export interface ParsedFile {
  documents: readonly ConfigNode[]
  faults: readonly FaultFact[]
}

/** What a reader may know of the other files. */
export interface FolderView {
  sources: readonly Source[]
  /** The file at a path that is relative to the checked folder; `./` and `..` are resolved. */
  source: (path: string) => Source | undefined
  /** The file as YAML or JSON; parsed once, however many readers ask. */
  parse: (source: Source) => ParsedFile
  /** The services that were found to read a file: they mount it or its folder, or name it as env_file. Known once the compose files and manifests are read. */
  readersOf: (path: string) => readonly ServiceFact[]
  /** Where a file's settings count: the site of the service that reads it, else its own folder. */
  siteOf: (path: string) => Site
  /** Whose file it is by the service that reads it; null when none does. */
  userOf: (path: string) => User | null
  /** The service that a program's config file could be meant for and that has its config in the compose file; null where some service reads the file, or may. */
  insteadOf: (path: string, user: User) => { service: string; body: Place } | null
}
