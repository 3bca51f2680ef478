import { defineConfig } from 'vitest/config'

/** Tests that have to fail: run by test/integration/token-rule.test.ts, and by nobody else. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.planted.ts'],
    setupFiles: ['../every-test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
