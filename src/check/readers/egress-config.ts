import type { Reader } from '../reader.ts'
import { kindOfConfig } from './config-facts/kind-of-config.ts'
import { egressFacts } from './config-facts/egress-facts.ts'
import { readConfig } from './config-facts/read-config.ts'

export const reader: Reader = {
  name: 'egress.yaml',
  of: 'egress',
  recognises: (source) => kindOfConfig(source) === 'egress',
  read: (source, folder) => readConfig(source, folder, { kind: 'egress', facts: egressFacts }),
}
