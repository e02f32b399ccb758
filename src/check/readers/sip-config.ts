import type { Reader } from '../reader.ts'
import { kindOfConfig } from './config-facts/kind-of-config.ts'
import { sipFacts } from './config-facts/sip-facts.ts'
import { readConfig } from './config-facts/read-config.ts'

export const reader: Reader = {
  name: 'sip.yaml',
  of: 'sip',
  recognises: (source) => kindOfConfig(source) === 'sip',
  read: (source, folder) => readConfig(source, folder, { kind: 'sip', facts: sipFacts }),
}
