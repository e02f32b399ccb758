import { itemOf, seen, type Part } from '../carrier.ts'
import { createOnce } from '../create-once.ts'
import type { OutboundWant } from '../want.ts'
import type { Authentication, VoiceProfile } from './api.ts'
import { idOf, ourProfile, type TelnyxState } from './connection.ts'

const BY_CREDENTIALS = 'credential-authentication'

/** Where may be called, and how much: calls go out only with a profile. */
export function profilePart(state: TelnyxState, found: VoiceProfile | null, outbound: OutboundWant): Part {
  const { api, want } = state
  const { destinations, concurrentCalls, dailyLimit } = outbound
  const desired = itemOf(
    { kind: 'outbound voice profile', name: want.name },
    {
      enabled: true,
      destinations: [...destinations].toSorted(),
      ...(concurrentCalls === null ? {} : { concurrentCalls }),
      ...(dailyLimit === null ? {} : { dailyLimit: dailyLimit.toFixed(2) }),
    },
  )
  const actualOf = (profile: VoiceProfile) =>
    seen(desired, profile.id, {
      enabled: profile.enabled ?? true,
      destinations: [...(profile.whitelisted_destinations ?? [])].toSorted(),
      concurrentCalls: profile.concurrent_call_limit ?? undefined,
      dailyLimit: profile.daily_spend_limit_enabled ? (profile.daily_spend_limit ?? 0).toFixed(2) : undefined,
    })
  const json = {
    name: want.name,
    enabled: true,
    whitelisted_destinations: [...destinations],
    ...(concurrentCalls === null ? {} : { concurrent_call_limit: concurrentCalls }),
    ...(dailyLimit === null ? {} : { daily_spend_limit: dailyLimit.toFixed(2), daily_spend_limit_enabled: true }),
  }
  return {
    desired,
    actual: found && actualOf(found),
    hidden: [],
    after: [],
    takenFrom: null,
    write: async () => {
      if (state.profile !== null) await api.updateProfile(state.profile, json)
      else {
        const create = () => api.createProfile({ ...json, service_plan: 'global', traffic_type: 'conversational' })
        state.profile = (await createOnce(api.client, { create, find: async () => ourProfile(await api.profiles(), want.name) })).id
      }
      return state.profile
    },
    read: async () => actualOf(await api.profile(idOf(state, 'profile'))),
  }
}

/** The user that LiveKit calls as. */
export function authenticationPart(state: TelnyxState, found: Authentication | null, connection: Part): Part[] {
  const { username, password } = state.want.outbound ?? { username: null, password: null }
  if (username === null || password === null) return []
  const desired = itemOf({ kind: 'credentials', name: state.want.name }, { user: username, asks: BY_CREDENTIALS, password })
  const actualOf = (now: Authentication | null): Part['actual'] => {
    if (!now?.user_name) return null
    // It takes user names without regard to case.
    const user = now.user_name.toLowerCase() === username.toLowerCase() ? username : now.user_name
    return seen(desired, now.id ?? now.user_name, { user, asks: now.fqdn_outbound_authentication ?? undefined })
  }
  const read = async () => actualOf(await state.api.authentication(idOf(state, 'connection')))
  return [
    {
      desired,
      actual: actualOf(found),
      hidden: ['password'],
      after: [connection],
      takenFrom: null,
      write: async () => {
        const json = { user_name: username, password, fqdn_outbound_authentication: BY_CREDENTIALS }
        await state.api.authenticate(idOf(state, 'connection'), json)
        return (await read())?.id ?? username
      },
      read,
    },
  ]
}
