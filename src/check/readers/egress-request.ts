import { itemsOf, type ConfigNode } from '../config-node.ts'
import type { Fact } from '../facts.ts'
import type { FolderView, Reader } from '../reader.ts'
import { fieldOf } from '../sip/protojson.ts'
import { egressType, secretsOf } from '../sip/recognise.ts'
import { faultsOf, mayHoldRequest, parseRequest, siteOfFile, topNames } from '../sip/request-file.ts'
import type { Source } from '../source.ts'

const WORDS = /\b(?:file|stream|segment|image)_?outputs\b|\broom_?name\b/i
const OUTPUTS = ['fileoutputs', 'streamoutputs', 'segmentoutputs', 'imageoutputs']
const TRACKS = ['trackid', 'audiotrackid', 'videotrackid']
/** What a request is about, and what else it has; the names at the top have one of both. */
const ABOUT = [...OUTPUTS, 'roomname']
const HINTS = [
  ...OUTPUTS,
  ...TRACKS,
  'audioonly',
  'videoonly',
  'layout',
  'custombaseurl',
  'audiomixing',
  'preset',
  'advanced',
  'websocketurl',
  'screenshare',
  'file',
  'stream',
  'segments',
]
const SURELY =
  /"(?:file|stream|segment|image)_?outputs"\s*:\s*\[?\s*\{?\s*"(?:filepath|file_?type|urls|protocol|s3)"|"room_?name"\s*:[^{}]*"(?:audio_?only|video_?only|layout)"\s*:/i

export const reader: Reader = {
  name: 'egress request',
  recognises: ({ path, text }) => {
    if (!mayHoldRequest(path)) return false
    const isWord = ['utputs', 'room_name', 'roomName'].some((part) => text.includes(part)) && WORDS.test(text)
    if (!isWord) return false
    const names = topNames({ path, text })
    return names === null ? SURELY.test(text) : ABOUT.some((name) => names.has(name)) && HINTS.some((name) => names.has(name))
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
  return [{ what: 'egress-request', type, auto: false, shape: 'request', ...shared }]
}
