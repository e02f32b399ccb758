import { isOfFork } from './provided.ts'
import type { Facts } from '../facts.ts'
import type { ConfigKind } from '../readers/config-facts/kind-of-config.ts'
import type { Hit } from '../rule.ts'
import type { Folder } from '../source.ts'
import type { UnknownKey } from './conform.ts'
import { configsOf, conformanceOf, keyHit, programs } from './unknown-keys.ts'

const LOGGING = /^(log_level|logging\.)/

/** A finding for each name that a program reads past: what it says does not happen. */
export function* silentKeyHits(facts: Facts, folder: Folder, of: Exclude<ConfigKind, 'livekit'>): Generator<Hit> {
  for (const config of configsOf(facts.all('config'), of)) {
    if (isOfFork(facts, config)) continue
    for (const unknown of conformanceOf(config).unknown) {
      // By custom, blocks that are there to be referred to.
      if (unknown.name.startsWith('x-')) continue
      const { message, fix, edits, hasMeaning, mayBeNew } = keyHit(config, unknown, folder)
      yield {
        message,
        why: whyOf(of, unknown),
        fix: { text: fix },
        places: [unknown.node.keyAt ?? unknown.node.at],
        edits,
        ...(hasMeaning && !mayBeNew && !LOGGING.test(unknown.path) ? {} : { severity: 'warning' as const }),
      }
    }
  }
}

function whyOf(of: Exclude<ConfigKind, 'livekit'>, { path }: UnknownKey): string {
  if (of === 'egress' && /^(s3|azure|gcp|alioss|storage|backup|backup_storage)$/.test(path))
    return 'Egress reads past it without a word: recordings are not uploaded, and stay inside of the container.'
  return `It has no effect: ${programs[of]} reads past it without a word and goes on with its default.`
}
