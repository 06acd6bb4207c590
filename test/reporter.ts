/** Ends every test run with one plain line that people and scripts can read: `N passed, N failed, N skipped`. */
import type { Reporter, TestModule } from 'vitest/node'

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const count = { passed: 0, failed: 0, skipped: 0 }
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      // A file that does not load has no tests, only an error: it must not look like success.
      if (tests.length === 0 && module.errors().length > 0) count.failed++
      for (const test of tests) {
        const state = test.result().state
        count[state === 'pending' ? 'skipped' : state]++
      }
    }
    // The default reporter prints its summary in the same hook: ours must come after it.
    process.on('exit', () => {
      process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`)
    })
  }
}
