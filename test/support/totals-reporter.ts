import type { Reporter, TestModule } from 'vitest/node'

/** Prints the whole run on one last line, `N passed, N failed` (and `, N skipped` where some were), for CI to read. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const totals = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      let failedTests = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') totals.passed++
        else if (state === 'failed') failedTests++
        else totals.skipped++
      }
      // A file that could not even be loaded, or whose hook failed, counts once.
      const failedOutside = failedTests === 0 && module.state() === 'failed' ? 1 : 0
      totals.failed += failedTests + failedOutside
    }
    const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''
    process.once('exit', () => process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${skipped}\n`))
  }
}
