import { defineConfig } from 'vitest/config'

const SECOND = 1000

/**
 * Three projects, run one after another: unit tests beside the source and the test doubles, contracts on the built package, and
 * end-to-end tests, one file at a time because they start real servers on a machine that may have two cores.
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
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120 * SECOND,
          hookTimeout: 240 * SECOND,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
