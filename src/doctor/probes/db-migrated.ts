import type { Probe } from '../probe.ts'

/** Says so instead of leaving it out: nobody is to think that it was looked at. */
export const probe: Probe = {
  id: 'db.migrated',
  title: 'Migrations of the database',
  after: ['db.reachable'],
  timeoutMs: 1000,
  needs: () => 'this version has no migrations',
  run: async () => ({ status: 'unknown', detail: 'this version has no migrations' }),
}
