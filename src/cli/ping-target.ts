import { Failure } from '../core/failure.ts'
import { sipStartFix } from '../doctor/fixes.ts'
import type { Subject } from '../doctor/subject.ts'
import { ownTarget, targetOf, type PingTarget, type Wishes } from '../sip/ping/target.ts'
import { readSubject } from './read-subject.ts'

const WHY = 'Without a host, sip ping asks the SIP service of the stack in this folder.'
const NAMED = { text: 'Name the host', command: 'voicectl sip ping <host>' }

/** The server to ask: the one that is named, or the SIP service of the stack in a folder. Raises as `readSubject` does, SIP_HOST_INVALID, SIP_HOST_UNKNOWN. */
export async function pingTarget(host: string | undefined, dir: string, wishes: Wishes): Promise<PingTarget> {
  if (host !== undefined) return targetOf(host, wishes)
  const subject = await readSubject(dir, { command: 'sip ping', why: WHY })
  const { sip } = subject
  if (subject.target === 'cloud') throw cloudHost()
  if (sip === null) throw noService(subject)
  return ownTarget({ host: publicHost(subject) ?? sip.host, port: sip.port, tlsPort: sip.tlsPort, start: sipStartFix(subject) }, wishes)
}

/** The name that carriers call, where the stack has a public one. */
function publicHost({ domains }: Subject): string | null {
  return (domains.find(({ of }) => of === 'sip') ?? domains.find(({ of }) => of === 'livekit'))?.name ?? null
}

function cloudHost(): Failure {
  return new Failure({
    code: 'SIP_HOST_UNKNOWN',
    message: 'The SIP host of a LiveKit Cloud project is not known here',
    why: 'It is made of the id of the project, which the URL of the project does not hold.',
    fix: [
      { text: 'Copy the SIP URI from the settings of the project: https://cloud.livekit.io, Settings, Project' },
      { text: 'Then name it', command: "voicectl sip ping '<id>.sip.livekit.cloud'" },
    ],
    exit: 2,
  })
}

function noService({ stack }: Subject): Failure {
  return new Failure({
    code: 'SIP_HOST_UNKNOWN',
    message: 'This stack has no SIP service',
    why: stack ? 'telephony.enabled is false in voicectl.yaml.' : 'No file here says that livekit-sip listens on a port of this machine.',
    fix: [NAMED],
    exit: 2,
  })
}
