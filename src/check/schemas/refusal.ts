import { itemsOf, type ConfigNode } from '../config-node.ts'
import type { ConfigFact, Facts } from '../facts.ts'
import { goScalar } from './go-scalar.ts'
import type { Severity } from '../../core/finding.ts'

/** One reason for which a server that understood its config does not start with it. */
export interface Refusal {
  /** As a rule's message. */
  message: string
  /** What the server prints. */
  says: string
  fix: string
  node: ConfigNode
  /** Another node that it contradicts. */
  against?: ConfigNode | undefined
  /** Where the files don't settle it. */
  severity?: Severity
}

export interface Boot {
  facts: Facts
  config: ConfigFact
}

/** A whole number as Go decodes it; `fallback` where there is none. */
export function integerOf(node: ConfigNode | undefined, fallback: number): number {
  if (node?.content.kind !== 'scalar') return fallback
  const scalar = goScalar(node.content.raw, node.content.quoted ?? false)
  if (scalar.type === 'int') return Number(scalar.value)
  return scalar.type === 'float' && Number.isFinite(scalar.value) ? Math.trunc(scalar.value) : fallback
}

/** A boolean as Go decodes it: also `yes` and `on`. */
export function isOn(node: ConfigNode | undefined): boolean {
  return node?.content.kind === 'scalar' && /^(true|True|TRUE|y|Y|yes|Yes|YES|on|On|ON)$/.test(node.content.raw)
}

/** The text of a scalar; empty where there is none, as for Go. */
export function stringOf(node: ConfigNode | undefined): string {
  if (node?.content.kind !== 'scalar') return ''
  const { value, raw, quoted } = node.content
  return value === null && !quoted ? '' : typeof value === 'string' ? value : raw
}

/** True where something else fills in the text before the server reads it: `${PORT}`, `{{ .Values.port }}`. */
export function isTemplate(node: ConfigNode | undefined): boolean {
  return node?.content.kind === 'scalar' && /\$\{|\{\{|<%|^\$[A-Za-z_]/.test(node.content.raw)
}

/** True for a value that is left empty, which keeps the default. */
export function isNull(node: ConfigNode | undefined): boolean {
  return node?.content.kind === 'scalar' && node.content.value === null && !node.content.quoted
}

/** The items of a list; empty ones are dropped, as Go does. */
export function filledItems(node: ConfigNode | undefined): ConfigNode[] {
  return itemsOf(node).filter((item) => !isNull(item))
}
