import { createHash } from 'node:crypto'
import { findOnPath } from '../../../platform/executables.ts'
import { LIVEKIT_VERSION, type LiveKitServer, type Source } from './source.ts'

const IMAGE = `livekit/livekit-server:${LIVEKIT_VERSION}`
const ANSWER_MS = 5000
const CONFIG_IN_CONTAINER = '/etc/livekit.yaml'

/** The published image, where a Docker daemon answers. */
export const byDocker: Source = {
  label: 'Docker',
  async find({ env, signal }) {
    const docker = await findOnPath('docker', env)
    if (docker === null) return { reason: 'docker is not on PATH' }
    const { execa } = await import('execa')
    const version = await execa(docker, ['version', '--format', '{{.Server.Version}}'], {
      timeout: ANSWER_MS,
      reject: false,
      cancelSignal: signal,
      env,
      extendEnv: false,
    })
    signal.throwIfAborted()
    return version.exitCode === 0 ? { found: container(docker) } : { reason: 'the Docker daemon does not answer' }
  },
}

/** Host networking: media ports need no publishing one by one. The name lets us remove a container that outlives its client. */
function container(docker: string): LiveKitServer {
  return {
    origin: 'docker',
    location: IMAGE,
    launch(configFile) {
      const name = `voicectl-livekit-${createHash('sha256').update(configFile).digest('hex').slice(0, 12)}`
      const mount = `type=bind,source=${configFile},target=${CONFIG_IN_CONTAINER},readonly`
      return {
        command: docker,
        args: [
          'run',
          '--rm',
          '--name',
          name,
          '--network',
          'host',
          '--env',
          'LIVEKIT_KEYS',
          '--mount',
          mount,
          IMAGE,
          '--config',
          CONFIG_IN_CONTAINER,
        ],
        passEnv: ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'DOCKER_CERT_PATH', 'DOCKER_TLS_VERIFY', 'XDG_RUNTIME_DIR'],
        cleanup: { command: docker, args: ['rm', '--force', name] },
      }
    },
  }
}
