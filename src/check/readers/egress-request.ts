import { itemsOf, type ConfigNode } from '../config-node.ts'
import type { Fact } from '../facts.ts'
import type { FolderView, Reader } from '../reader.ts'
import { fieldOf } from '../sip/protojson.ts'
import { egressType, secretsOf } from '../sip/recognise.ts'
import { faultsOf, mayHoldRequest, parseRequest, siteOfFile } from '../sip/request-file.ts'
import type { Source } from '../source.ts'

const OUTPUTS = /\b(?:file|stream|segment|image)_?outputs\b/i
const ROOM = /\broom_?name\b/i
const HINTS = /\b(?:audio_?only|video_?only|layout|(?:audio_?|video_?)?track_?id|custom_?base_?url|filepath)\b/i
const SURELY =
  /"(?:file|stream|segment|image)_?outputs"\s*:\s*\[?\s*\{?\s*"(?:filepath|file_?type|urls|protocol|s3)"|"room_?name"\s*:[^{}]*"(?:audio_?only|video_?only|layout)"\s*:/i

export const reader: Reader = {
  name: 'egress request',
  recognises: ({ path, text }) => {
    if (!mayHoldRequest(path)) return false
    if (text.includes('utputs') && OUTPUTS.test(text)) return true
    return (text.includes('room_name') || text.includes('roomName')) && ROOM.test(text) && HINTS.test(text)
  },
  read: (source, folder) => read(source, folder),
}

function* read(source: Source, folder: FolderView): Iterable<Fact> {
  const parsed = parseRequest(source, folder)
  const facts = parsed.documents.flatMap((document) => {
    const nodes = document.content.kind === 'list' ? itemsOf(document) : [document]
    return nodes.flatMap((node) => factOf(node, source))
  })
  yield* facts
  yield* faultsOf(parsed, facts.length > 0 || SURELY.test(source.text))
}

function factOf(node: ConfigNode, source: Source): Fact[] {
  const type = egressType(node)
  if (type === null) return []
  const field = (name: string) => fieldOf(node, name)
  const shared = { node, wrapper: null, field, secrets: secretsOf(node), site: siteOfFile(source.path), at: node.at }
  return [{ what: 'egress-request', type, auto: false, ...shared }]
}
