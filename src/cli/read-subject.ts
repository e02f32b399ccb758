import type { Subject } from '../doctor/subject.ts'
import { subjectOfStack } from '../doctor/subject-of-stack.ts'
import { loadStack } from '../stack/load.ts'

/** What is to be probed in a folder. Raises as loadStack does. */
export async function readSubject(dir: string): Promise<Subject> {
  return subjectOfStack(await loadStack(dir))
}
