import { booleanOf, itemsOf } from '../config-node.ts'
import type { EgressRequestFact } from '../facts.ts'
import type { Hit, Rule } from '../rule.ts'
import { egressRequests } from '../sip/egress-messages.ts'
import { requestLabel } from '../sip/egress-outputs.ts'
import { wrongValues } from '../sip/field-hits.ts'
import { capital } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'egress.request-value',
  severity: 'error',
  summary: 'a value in an egress request that LiveKit refuses, or settings that exclude one another',
  story: `The JSON of an egress request is read strictly: texts in quotes, lists in brackets, true and false without quotes, choices by their full name (\`"OGG"\`, \`"H264_720P_30"\`). One wrong value refuses the whole request.

The worker takes one output of each kind: one file, one stream with several urls, one set of segments; images may be several. \`audio_only\` and \`video_only\` exclude one another, and there are no images without video. Then the request fails with \`missing or invalid field\`.

For two files of one call, start two requests.

To be sure: \`lk egress start\` prints an id that begins with EG_.`,
  *find(facts, folder) {
    for (const request of facts.all('egress-request')) {
      const label = requestLabel(request)
      if (!request.auto) yield* wrongValues({ node: request.node, message: egressRequests[request.type], label }, folder)
      yield* excluding(request, label)
    }
  },
}

const why = 'The worker refuses the request, so nothing is recorded.'

function* excluding({ field }: EgressRequestFact, label: string): Iterable<Hit> {
  for (const name of ['file_outputs', 'stream_outputs', 'segment_outputs']) {
    const [, second] = itemsOf(field(name))
    if (second)
      yield {
        message: `${capital(label)} has more than one of ${name}`,
        why,
        fix: { text: 'Keep one, and start a request of its own for the other' },
        places: [second.at],
      }
  }
  const [audio, video] = [field('audio_only'), field('video_only')]
  if (audio && video && booleanOf(audio) && booleanOf(video)) {
    yield {
      message: `${capital(label)} is for audio only and for video only`,
      why,
      fix: { text: 'Keep one of them' },
      places: [video.keyAt ?? video.at, audio.keyAt ?? audio.at],
    }
  }
  const images = field('image_outputs')
  if (audio && booleanOf(audio) && images && itemsOf(images).length > 0) {
    yield {
      message: `${capital(label)} is for audio only and wants images`,
      why,
      fix: { text: 'Take image_outputs or audio_only out' },
      places: [images.keyAt ?? images.at, audio.keyAt ?? audio.at],
    }
  }
}
