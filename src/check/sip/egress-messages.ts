import type { EgressRequestFact } from '../facts.ts'
import { message } from './message-table.ts'
import type { Message } from './protojson.ts'

// The fields of protocol 1.51.0 (livekit-egress 1.14.1).

const proxy = message({ string: 'url username password' })
const s3 = message({
  string: 'access_key secret session_token assume_role_arn assume_role_external_id region endpoint bucket tagging content_disposition',
  bool: 'force_path_style',
  map: 'metadata',
  messages: { proxy: () => proxy },
})
const gcp = message({ string: 'credentials bucket', messages: { proxy: () => proxy } })
const azure = message({ string: 'account_name account_key container_name' })
const alioss = message({ string: 'access_key secret region endpoint bucket' })
const stores = { s3: () => s3, gcp: () => gcp, azure: () => azure, aliOSS: () => alioss }
const oneStore = 's3 gcp azure aliOSS'

const fileTypes = ['DEFAULT_FILETYPE', 'MP4', 'OGG', 'MP3']
const file = message({ string: 'filepath', bool: 'disable_manifest', enums: { file_type: fileTypes }, messages: stores, oneof: [oneStore] })
const directFile = message({ string: 'filepath', bool: 'disable_manifest', messages: stores, oneof: [oneStore] })
const stream = message({ string: 'urls[]', enums: { protocol: ['DEFAULT_PROTOCOL', 'RTMP', 'SRT', 'WEBSOCKET'] } })
const segments = message({
  string: 'filename_prefix playlist_name live_playlist_name',
  uint: 'segment_duration',
  bool: 'disable_manifest',
  enums: { protocol: ['DEFAULT_SEGMENTED_FILE_PROTOCOL', 'HLS_PROTOCOL'], filename_suffix: ['INDEX', 'TIMESTAMP'] },
  messages: stores,
  oneof: [oneStore],
})
const images = message({
  string: 'filename_prefix',
  uint: 'capture_interval',
  int: 'width height',
  bool: 'disable_manifest',
  enums: {
    filename_suffix: ['IMAGE_SUFFIX_INDEX', 'IMAGE_SUFFIX_TIMESTAMP', 'IMAGE_SUFFIX_NONE_OVERWRITE'],
    image_codec: ['IC_DEFAULT', 'IC_JPEG'],
  },
  messages: stores,
  oneof: [oneStore],
})
const filter = message({ string: 'include_events[] exclude_events[]' })
const webhook = message({ string: 'url signing_key', messages: { filter_params: () => filter } })

const sizes = ['H264_720P_30', 'H264_720P_60', 'H264_1080P_30', 'H264_1080P_60']
const presets = [...sizes, ...sizes.map((name) => `PORTRAIT_${name}`), 'PASSTHROUGH']
const encoding = message({
  int: 'width height depth framerate audio_bitrate audio_frequency video_bitrate audio_quality video_quality',
  double: 'key_frame_interval',
  enums: {
    audio_codec: ['DEFAULT_AC', 'OPUS', 'AAC', 'AC_MP3'],
    video_codec: ['DEFAULT_VC', 'H264_BASELINE', 'H264_MAIN', 'H264_HIGH', 'VP8'],
  },
})
const encodings = { enums: { preset: presets }, messages: { advanced: () => encoding } }
const outputs = {
  'file_outputs[]': () => file,
  'stream_outputs[]': () => stream,
  'segment_outputs[]': () => segments,
  'image_outputs[]': () => images,
}
const oldOutputs = { file: () => file, stream: () => stream, segments: () => segments }
const oneOutput = 'file stream segments'
const oneEncoding = 'preset advanced'
const webhooks = { 'webhooks[]': () => webhook }

export const roomComposite = message({
  string: 'room_name layout custom_base_url',
  bool: 'audio_only video_only',
  enums: { ...encodings.enums, audio_mixing: ['DEFAULT_MIXING', 'DUAL_CHANNEL_AGENT', 'DUAL_CHANNEL_ALTERNATE'] },
  messages: { ...encodings.messages, ...outputs, ...oldOutputs, ...webhooks },
  oneof: [oneOutput, oneEncoding],
})
const web = message({
  string: 'url',
  bool: 'audio_only video_only await_start_signal',
  enums: encodings.enums,
  messages: { ...encodings.messages, ...outputs, ...oldOutputs, ...webhooks },
  oneof: [oneOutput, oneEncoding],
})
const participant = message({
  string: 'room_name identity',
  bool: 'screen_share',
  enums: encodings.enums,
  messages: { ...encodings.messages, ...outputs, ...webhooks },
  oneof: [oneEncoding],
})
const trackComposite = message({
  string: 'room_name audio_track_id video_track_id',
  enums: encodings.enums,
  messages: { ...encodings.messages, ...outputs, ...oldOutputs, ...webhooks },
  oneof: [oneOutput, oneEncoding],
})
const track = message({
  string: 'room_name track_id websocket_url',
  messages: { file: () => directFile, ...webhooks },
  oneof: ['file websocket_url'],
})

/** What a room's configuration holds to record each participant. */
export const participantOutputs = message({
  enums: encodings.enums,
  messages: { ...encodings.messages, 'file_outputs[]': () => file, 'segment_outputs[]': () => segments },
  oneof: [oneEncoding],
})
/** What a room's configuration holds to record each track. */
export const trackOutputs = message({ string: 'filepath', bool: 'disable_manifest', messages: stores, oneof: [oneStore] })

/** The fields of each kind of egress request. */
export const egressRequests: Record<EgressRequestFact['type'], Message> = {
  'room-composite': roomComposite,
  web,
  participant,
  'track-composite': trackComposite,
  track,
}
