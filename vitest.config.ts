import { defineConfig } from 'vitest/config'

const SECOND = 1000

/** End-to-end tests without a voice: what they measure does not depend on how busy the machine is. All others run alone. */
const SILENT = [
  'carrier*',
  'doctor{,-bundle,-page,-redis,-server,-sip}',
  'livekit-config-differential',
  'sip-{apply,call,convergence,explain,explain-server,peer,ping,pull-files,pull-rollback,question,refusals,requests-differential}',
  'up{,-detached}',
  'worker-refuses',
].map((name) => `test/e2e/${name}.test.ts`)

/**
 * Four projects, run one after another: unit tests beside the source and the test doubles, contracts on the built package, and
 * end-to-end tests, which start real servers: two files at a time, and those with calls one at a time, on a machine that may have two cores.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/support/totals-reporter.ts'],
    disableConsoleIntercept: true,
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/support/**/*.test.ts', 'bench/**/*.test.ts', 'web/**/*.test.ts'],
          testTimeout: 15 * SECOND,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'contracts',
          include: ['test/contracts/**/*.test.ts'],
          testTimeout: 30 * SECOND,
          hookTimeout: 240 * SECOND,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: SILENT,
          maxWorkers: 2,
          testTimeout: 120 * SECOND,
          hookTimeout: 240 * SECOND,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'e2e-calls',
          include: ['test/e2e/**/*.test.ts'],
          exclude: SILENT,
          fileParallelism: false,
          testTimeout: 120 * SECOND,
          hookTimeout: 240 * SECOND,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
