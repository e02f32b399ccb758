import type { Rule } from '../rule.ts'
import type { Unread } from '../source.ts'

const SAID: Record<Unread['reason'], { message: string; why: string; fix: string }> = {
  binary: {
    message: 'Not a text file',
    why: 'A program that expects text ends at its start, and nothing in the file was checked.',
    fix: 'Put the text back, or give the file another name',
  },
  'too-large': { message: 'Too large to be checked', why: 'Nothing in the file was checked.', fix: 'Check that it is the file you mean' },
  'not-utf8': {
    message: 'Not in UTF-8',
    why: "YAML, JSON and .env files have to be, and most editors' other encodings break names and secrets; nothing in the file was checked.",
    fix: 'Save the file as UTF-8',
  },
  unreadable: { message: "Couldn't be read", why: 'Nothing in the file was checked.', fix: 'Make the file readable for you' },
  'link-loop': {
    message: 'A symbolic link that leads back to itself',
    why: 'No program can open it.',
    fix: 'Replace the link by the file',
  },
  'link-outside': {
    message: 'A symbolic link that leads out of this folder',
    why: 'It was not followed: what it leads to belongs to something else, and was not checked.',
    fix: 'Check the folder that holds both, or put the file here',
  },
}

export const rule: Rule = {
  id: 'file.unreadable',
  severity: 'warning',
  summary: 'a config file that could not be read, so that nothing in it was checked',
  story: `The file has the name of a config and could not be read as text: it is not readable for you, is in another encoding than UTF-8, holds binary data, is larger than a config ever is, or is a symbolic link that leads nowhere or out of the folder.

That is a warning and no error, as the programs may read it all the same, under another user or from another place. But no rule has seen it, and a check that is clean says nothing about it.

UTF-16, which some editors on Windows save, is refused by LiveKit's programs: save such a file as UTF-8.`,
  *find(facts, folder) {
    for (const { path, reason, detail } of folder.unread) {
      const { message, why, fix } = SAID[reason]
      const more = detail.replace(/\.+$/, '')
      yield {
        message: more === '' ? message : `${message}: ${more}`,
        why,
        fix: { text: fix },
        places: [{ file: path, line: 1, column: 1, length: 0 }],
        ...(reason === 'link-outside' ? { severity: 'info' as const } : {}),
      }
    }
    for (const { kind, message, at } of facts.all('fault')) {
      if (kind !== 'encoding' && kind !== 'too-large' && kind !== 'unreadable') continue
      yield {
        message: message.replace(/\.+$/, ''),
        why: 'Nothing in the file was checked.',
        fix: { text: 'Make it a text file in UTF-8 that you can read' },
        places: [at],
      }
    }
  },
}
