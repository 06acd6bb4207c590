import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    // A PGlite start takes seconds on a busy two-core machine.
    hookTimeout: 60_000,
    testTimeout: 30_000,
    // Its second is too short there as well.
    expect: { poll: { timeout: 10_000 } },
    maxWorkers: 2,
    reporters: ['default', './test/reporter.ts'],
  },
})
