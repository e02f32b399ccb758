// Written by `npm run check:registry`: one line for each file of this folder.
import type { Reader } from '../reader.ts'

export const readers: readonly Reader[] = [
]
