import path from 'node:path'
import { readFacts } from '../check/check.ts'
import type { Subject } from '../doctor/subject.ts'
import { subjectOfStack } from '../doctor/subject-of-stack.ts'
import { exists } from '../platform/files.ts'
import { loadStack, STACK_FILE } from '../stack/load.ts'
import { subjectOfFacts } from './doctor/subject-of-facts.ts'
import { noStackIn, readFolder } from './read-folder.ts'

const WHY =
  'doctor learns from the files of a stack what is to be looked at: voicectl.yaml, livekit.yaml, .env, a compose file and the like.'

/**
 * What is to be probed in a folder: voicectl's own stack, with what its other files say, or any other. Raises as loadStack and readFolder do, or
 * NO_STACK_FOUND, which names the command and why it looks.
 */
export async function readSubject(dir: string, { command, why } = { command: 'doctor', why: WHY }): Promise<Subject> {
  const root = path.resolve(dir)
  const stack = (await exists(path.join(root, STACK_FILE))) ? await loadStack(root) : null
  const { facts, files } = readFacts((await readFolder(root)).sources)
  if (stack === null && files.length === 0) throw noStackIn(dir, { command, folder: '--project-dir <folder>', why })
  const told = subjectOfFacts(root, facts)
  return stack === null ? told : joined(subjectOfStack(stack), told)
}

/** What the other files of a folder say, where its voicectl.yaml can't be read: enough for a support archive. Raises as `readSubject` does. */
export async function readFactsOnly(dir: string): Promise<Subject> {
  const root = path.resolve(dir)
  return subjectOfFacts(root, readFacts((await readFolder(root)).sources).facts)
}

/** voicectl.yaml rules; what only the other files say is added: hand edits, services of their own, further variables. */
function joined(own: Subject, told: Subject): Subject {
  // Without a livekit.yaml the files tell nothing of media.
  const turn = told.media === null ? own.turn : told.turn
  return {
    ...own,
    turn,
    media: own.media && told.media ? { ...own.media, nodeIp: own.media.nodeIp ?? told.media.nodeIp } : own.media,
    sip: told.sip ?? own.sip,
    egress: told.egress ?? own.egress,
    redis: [...own.redis, ...told.redis.filter(({ user }) => user !== 'livekit')],
    agent: { ...own.agent, wanted: [...new Set([...own.agent.wanted, ...told.agent.wanted])] },
    env: new Map([...told.env, ...own.env]),
    secrets: [...new Set([...own.secrets, ...told.secrets])],
  }
}
