import { describe, expect, it } from 'vitest'
import { agentStatus, type AgentFacts } from './agent-status.ts'

const facts: AgentFacts = { connection: 'connected', isHere: true, wasHere: true, isLate: false, state: 'listening' }

describe('agentStatus', () => {
  it.each<[string, Partial<AgentFacts>]>([
    ['connecting', { connection: 'connecting', isHere: false, wasHere: false, state: 'disconnected' }],
    ['reconnecting', { connection: 'reconnecting' }],
    ['waiting', { isHere: false, wasHere: false, state: 'connecting' }],
    ['missing', { isHere: false, wasHere: false, isLate: true, state: 'connecting' }],
    ['left', { isHere: false, state: 'connecting' }],
    ['preparing', { state: 'initializing' }],
    ['preparing', { state: 'connecting' }],
    ['listening', {}],
    ['thinking', { state: 'thinking' }],
    ['speaking', { state: 'speaking' }],
  ])('is %s for %j', (status, given) => {
    expect(agentStatus({ ...facts, ...given })).toBe(status)
  })
})
