import { ConnectionError, ConnectionErrorReason, DisconnectReason, MediaDeviceFailure } from 'livekit-client'
import { ServerError } from '../server/request.ts'
import type { Notice } from './notice.ts'

/** An https page may not open ws://; browsers refuse without a reason, so it is said before anybody tries. Null when all is well. */
export function mixedContentProblem(pageProtocol: string, serverUrl: string): Notice | null {
  if (pageProtocol !== 'https:' || !serverUrl.startsWith('ws://')) return null
  return {
    tone: 'error',
    title: 'This page can’t reach LiveKit',
    text: `The page was opened over https, but LiveKit is at ${serverUrl}, and browsers don’t let an https page use ws://. Serve LiveKit with TLS (a wss:// address), or open this page over http on the machine itself.`,
  }
}

/** Outside of https and localhost a page has no microphone. Null when it may have one. */
export function insecurePageProblem(isSecureContext: boolean): Notice | null {
  if (isSecureContext) return null
  return {
    tone: 'info',
    title: 'No microphone on this address',
    text: 'Browsers give a microphone only to pages on https or localhost. You can still call and write; to speak, open the page over https or on the machine itself.',
  }
}

/** Why the page itself couldn't be set up. */
export function loadProblem(error: unknown): Notice {
  const answered = error instanceof ServerError && error.status !== null
  return {
    tone: 'error',
    title: answered ? 'The server refused' : 'The server isn’t answering',
    text: answered ? error.message : 'The page was opened, but its server is gone. Start the stack again, then retry.',
    ...(answered ? {} : { command: 'voicectl up' }),
  }
}

/** Why a call couldn't start. */
export function startProblem(error: unknown, serverUrl: string): Notice {
  if (error instanceof ServerError) return tokenProblem(error)
  if (error instanceof ConnectionError && error.reason === ConnectionErrorReason.NotAllowed) {
    return {
      tone: 'error',
      title: 'LiveKit refused the call',
      text: `The server at ${serverUrl} doesn’t accept this stack’s key. Another LiveKit may be running there, or the key was changed.`,
      command: 'voicectl restart',
    }
  }
  return {
    tone: 'error',
    title: 'LiveKit can’t be reached',
    text: `There was no connection to ${serverUrl}. It may not be running, or a firewall is in between.`,
    command: 'voicectl status',
  }
}

function tokenProblem(error: ServerError): Notice {
  if (error.status === null) return loadProblem(error)
  const title = error.status === 429 ? 'Too many calls' : 'The server refused the call'
  return { tone: 'error', title, text: `${error.message}.` }
}

/** Why there is no microphone; the call goes on without. */
export function microphoneProblem(error: unknown): Notice {
  const words: Record<MediaDeviceFailure, [string, string]> = {
    [MediaDeviceFailure.PermissionDenied]: [
      'The microphone is blocked',
      'The browser doesn’t allow this page to listen. Allow the microphone beside the address, then turn it on below. Until then you can write.',
    ],
    [MediaDeviceFailure.NotFound]: ['No microphone was found', 'Plug one in and turn it on below. Until then you can write.'],
    [MediaDeviceFailure.DeviceInUse]: [
      'The microphone is busy',
      'Another program or tab is using it. Close that one and turn the microphone on below. Until then you can write.',
    ],
    [MediaDeviceFailure.Other]: ['The microphone didn’t start', `The browser said: ${messageOf(error)}. Until then you can write.`],
  }
  const [title, text] = words[MediaDeviceFailure.getFailure(error) ?? MediaDeviceFailure.Other]
  return { tone: 'error', title, text }
}

/** What to say when a call is over; null when the caller ended it. */
export function endNotice(reason: DisconnectReason | undefined): Notice | null {
  if (reason === DisconnectReason.CLIENT_INITIATED) return null
  if (reason === DisconnectReason.ROOM_DELETED || reason === DisconnectReason.PARTICIPANT_REMOVED) {
    return { tone: 'info', title: 'The call has ended', text: 'The agent, or whoever runs it, ended the call.' }
  }
  const text =
    reason === DisconnectReason.SERVER_SHUTDOWN ? 'LiveKit was stopped.' : 'The connection to LiveKit was lost and didn’t come back.'
  return { tone: 'error', title: 'The call was cut off', text, command: 'voicectl status' }
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message ? error.message.replace(/\.$/, '') : 'nothing more'
}
