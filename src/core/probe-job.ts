import { parseObject, type Caller } from './caller.ts'

const FLAG = 'voicectl.probe'

/** The attribute under which an agent says which specialist it routed a call to, such as `support_hi`. */
export const ROUTE_ATTRIBUTE = 'voicectl.route'
/** The attribute that every agent of a voicectl worker has from the moment it joins. */
export const MODE_ATTRIBUTE = 'voicectl.mode'

/** Metadata of a job that only asks whether a worker comes, and which way it routes: nobody calls, and no provider is to be paid. */
export function probeMetadata({ mode, language }: Pick<Caller, 'mode' | 'language'>): string {
  return JSON.stringify({ mode, language, [FLAG]: true })
}

/** True for the metadata of such a job. Only jobs are asked for it: a caller can't set a job's metadata. */
export function isProbe(jobMetadata: string | undefined): boolean {
  return parseObject(jobMetadata)[FLAG] === true
}
