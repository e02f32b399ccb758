import { itemsOf, textOf, type ConfigNode } from '../config-node.ts'
import type { EgressRequestFact } from '../facts.ts'
import { fieldOf } from './protojson.ts'
import { storesOf } from './subject.ts'

/** One thing that a request writes. */
export interface Output {
  kind: 'file' | 'stream' | 'segments' | 'images'
  node: ConfigNode
  /** The field with the path; undefined where it names none. */
  pathNode: ConfigNode | undefined
  path: string
  /** True where it brings the store that it uploads to. */
  hasStore: boolean
}

const PATHS = ['filepath', 'playlist_name', 'filename_prefix']
const LISTS = { file_outputs: 'file', stream_outputs: 'stream', segment_outputs: 'segments', image_outputs: 'images' } as const
const SINGLE = ['file', 'stream', 'segments'] as const

/** What a request writes, in both spellings that the protocol has: `file_outputs` and the older `file`. */
export function outputsOf({ node, type, auto }: Pick<EgressRequestFact, 'node' | 'type' | 'auto'>): Output[] {
  // Recording each track of a room needs no output: without one it writes files of its own names.
  if (auto && type === 'track') return [output('file', node)]
  const listed = Object.entries(LISTS).flatMap(([name, kind]) => itemsOf(fieldOf(node, name)).map((item) => output(kind, item)))
  const single = SINGLE.flatMap((kind) => {
    const one = fieldOf(node, kind)
    return one ? [output(kind, one)] : []
  })
  const socket = fieldOf(node, 'websocket_url')
  return [...listed, ...single, ...(socket ? [output('stream', socket)] : [])]
}

function output(kind: Output['kind'], node: ConfigNode): Output {
  const pathNode = PATHS.map((name) => fieldOf(node, name)).find((found) => found !== undefined)
  return { kind, node, pathNode, path: textOf(pathNode) ?? '', hasStore: storesOf(node) }
}

/** A request for a sentence: `the recording of room "a"`. */
export function requestLabel({ field, type, auto }: Pick<EgressRequestFact, 'field' | 'type' | 'auto'>): string {
  const room = textOf(field('room_name'))
  if (auto) return 'the recording that starts with the room'
  return type === 'web' || !room ? 'the egress request' : `the egress request for room ${room.slice(0, 60)}`
}
