import { defineConfig } from 'vitest/config'

/**
 * Real processes, browsers and clocks now and then meet in an order that nobody thought of. One such meeting must not
 * hide what all other tests say: it gets another try, and is named at the end as unsteady, for somebody to mend.
 */
const anotherTry = 1

/**
 * Eight kinds of tests: `unit` mirrors src, `conformance` holds the suites that every implementation of a port must
 * pass, `simulation` runs the engine in a world with a time of its own, `integration` with real files, SQLite and the
 * practice cloud, `kill` with the built programs, which are killed again and again, `e2e` the page in a real browser before a staged engine, `journeys` everything together as a person
 * meets it, with every face, `packed` what `npm run pack` makes. The last five are heavy, so few of their files run at
 * once; packing builds anew what others run, so that it comes last. Nobody asserts on elapsed time: the limits below only
 * end what hangs.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
    // A second is too little for a page on a machine that is busy elsewhere.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Else a machine of two cores has one at work.
          maxWorkers: 2,
          setupFiles: ['test/support/egress/every-egress.ts'],
          include: ['test/unit/**/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          // Else a machine of two cores has one at work.
          maxWorkers: 2,
          setupFiles: ['test/support/egress/every-egress.ts', 'test/support/every-test.ts'],
          include: ['test/conformance/**/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'simulation',
          maxWorkers: 2,
          include: ['test/simulation/**/*.test.ts'],
          testTimeout: 1_200_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          setupFiles: ['test/support/egress/every-egress.ts', 'test/support/every-test.ts'],
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: anotherTry,
          // They wait for services' pauses more than they compute: more of them than a small machine has cores.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'kill',
          setupFiles: ['test/support/egress/every-egress.ts', 'test/support/every-test.ts'],
          include: ['test/kill/**/*.test.ts'],
          globalSetup: ['test/e2e/support/build-app.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          retry: anotherTry,
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          setupFiles: ['test/support/egress/every-egress.ts', 'test/support/every-test.ts'],
          include: ['test/e2e/*.test.ts'],
          exclude: ['test/e2e/packed.test.ts'],
          globalSetup: ['test/e2e/support/build-page.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: anotherTry,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          setupFiles: ['test/support/egress/every-egress.ts', 'test/support/every-test.ts'],
          include: ['test/e2e/journeys/**/*.test.ts'],
          globalSetup: ['test/e2e/support/build-app.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: anotherTry,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'packed',
          setupFiles: ['test/support/egress/every-egress.ts'],
          include: ['test/e2e/packed.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: anotherTry,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
