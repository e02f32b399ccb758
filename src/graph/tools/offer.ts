import { isOnSip } from '../../core/phone.ts'
import type { Caller } from '../route.ts'
import { hangUp } from './hang-up.ts'
import { sendDtmf } from './send-dtmf.ts'
import type { ToolDefinition } from './tool.ts'
import { transferCall } from './transfer-call.ts'

/** The tools for one caller: those that can work in this call, and no others. `transferTargets` are the names of the allow-list. */
export function toolsFor({ phone }: Pick<Caller, 'phone'>, transferTargets: readonly string[]): ToolDefinition[] {
  if (!isOnSip(phone)) return []
  return [...(transferTargets.length > 0 ? [transferCall(transferTargets)] : []), hangUp, sendDtmf]
}
