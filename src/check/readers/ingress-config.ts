import type { Reader } from '../reader.ts'
import { kindOfConfig } from './config-facts/kind-of-config.ts'
import { ingressFacts } from './config-facts/ingress-facts.ts'
import { readConfig } from './config-facts/read-config.ts'

export const reader: Reader = {
  name: 'ingress.yaml',
  of: 'ingress',
  recognises: (source) => kindOfConfig(source) === 'ingress',
  read: (source, folder) => readConfig(source, folder, { kind: 'ingress', facts: ingressFacts }),
}
