import { expect, test } from 'vitest'
import { type RecordedBench, benchLines } from '../../../scripts/figures/bench.ts'

const found: RecordedBench = {
  shape: 1,
  command: 'npm run bench -- queue --json docs/figures',
  commit: 'a'.repeat(40),
  clean: true,
  date: '2026-01-02T03:04:05.000Z',
  machine: { processor: 'one' },
  goals: [
    { what: 'rows | a second', wanted: '≥ 20000', measured: 25_000, isReached: true, butNot: null },
    { what: 'first request', wanted: '≤ 500', measured: 812, isReached: false, butNot: null },
    { what: 'memory', wanted: '≤ 150', measured: 160, isReached: false, butNot: null, reason: 'the runtime | itself' },
    { what: 'beside curl', wanted: '≤ 1', measured: null, isReached: false, butNot: 'it was not run' },
  ],
  notRun: [{ what: 'rclone', reason: 'not installed' }],
}

test('what a measurement recorded is told with its goals, reached or not, and what was not run', () => {
  const lines = benchLines((name) => (name === 'queue' ? found : null))
  expect(lines).toContain('| rows \\| a second | ≥ 20000 | 25,000 | reached |')
  expect(lines).toContain('| first request | ≤ 500 | 812 | not reached |')
  expect(lines).toContain('| memory | ≤ 150 | 160 | not reached: the runtime \\| itself |')
  expect(lines).toContain("| beside curl | ≤ 1 |  | doesn't count: it was not run |")
  expect(lines).toContain('| rclone | not installed |')
  expect(lines.filter((line) => line.startsWith('Not run: no result is recorded'))).toHaveLength(4)
})
