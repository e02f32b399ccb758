// Written by `npm run check:registry`: one line for each file of this folder.
import type { Rule } from '../rule.ts'

export const rules: readonly Rule[] = [
]
