import { Failure } from '../../../core/failure.ts'
import { findOnPath } from '../../../platform/executables.ts'
import { isExecutable } from '../../../platform/files.ts'
import { cachedFile, program, type Source } from './source.ts'

/** The one that VOICECTL_LIVEKIT_SERVER names. Whoever sets it means it: one that can't be run is a Failure, not a reason to look on. */
export const fromEnvironment: Source = {
  label: 'VOICECTL_LIVEKIT_SERVER',
  async find({ env }) {
    const file = env['VOICECTL_LIVEKIT_SERVER']
    if (!file) return { reason: 'not set' }
    if (await isExecutable(file)) return { found: program('env', file) }
    throw new Failure({
      code: 'LIVEKIT_SERVER_NOT_EXECUTABLE',
      message: `Couldn't run ${file}`,
      why: 'VOICECTL_LIVEKIT_SERVER names it, and it is not a program that may be run.',
      fix: [{ text: 'Name a livekit-server that is there, or let voicectl find one', command: 'unset VOICECTL_LIVEKIT_SERVER' }],
      exit: 2,
    })
  },
}

export const onPath: Source = {
  label: 'PATH',
  async find({ env }) {
    const file = await findOnPath('livekit-server', env)
    return file === null ? { reason: 'no livekit-server there' } : { found: program('path', file) }
  },
}

export const inCache: Source = {
  label: "voicectl's cache",
  async find({ env }) {
    const file = cachedFile(env)
    return (await isExecutable(file)) ? { found: program('cache', file) } : { reason: 'none kept yet' }
  },
}
