import { expect, test } from 'vitest'
import type { Fingerprint } from '../../../../src/main/engine/ports/source.ts'
import { observe, settle } from '../../../../src/main/engine/watch/settle.ts'
import type { Observation, SettleDecision } from '../../../../src/main/engine/watch/settle.ts'

/** Version `n` of a file; its times are nonsense on purpose. */
function version(n: number): Fingerprint {
  return { size: 10, mtimeNs: String(-n), ctimeNs: String(n), inode: '1', device: '1' }
}

type Look = readonly [at: number, version: number]

function after(looks: readonly Look[], settleMs: number): SettleDecision {
  let seen: Observation | null = null
  for (const [at, n] of looks) seen = observe(seen, version(n), at)
  if (seen === null) throw new Error('nothing was seen')
  return settle(seen, settleMs)
}

test.each<[string, readonly Look[], number, SettleDecision]>([
  ['first look waits the whole time', [[100, 1]], 10_000, { kind: 'wait', until: 10_100 }],
  [
    'an early second look changes nothing',
    [
      [100, 1],
      [5_000, 1],
    ],
    10_000,
    { kind: 'wait', until: 10_100 },
  ],
  [
    'seen twice, far enough apart',
    [
      [100, 1],
      [10_100, 1],
    ],
    10_000,
    { kind: 'settled' },
  ],
  [
    'a late second look is as good',
    [
      [100, 1],
      [99_000, 1],
    ],
    10_000,
    { kind: 'settled' },
  ],
  [
    'a change begins anew',
    [
      [100, 1],
      [10_100, 2],
    ],
    10_000,
    { kind: 'still-writing', until: 20_100 },
  ],
  [
    'and rests from then on',
    [
      [100, 1],
      [10_100, 2],
      [20_100, 2],
    ],
    10_000,
    { kind: 'settled' },
  ],
  [
    'there and back is a change',
    [
      [0, 1],
      [5_000, 2],
      [10_000, 1],
    ],
    10_000,
    { kind: 'still-writing', until: 20_000 },
  ],
  ['no quiet time: one look', [[100, 1]], 0, { kind: 'settled' }],
  [
    'a file that never rests is looked at less often',
    [
      [0, 1],
      [300_000, 2],
    ],
    10_000,
    { kind: 'still-writing', until: 330_000 },
  ],
  [
    'but at least every minute',
    [
      [0, 1],
      [36_000_000, 2],
    ],
    10_000,
    { kind: 'still-writing', until: 36_060_000 },
  ],
  [
    'unless its quiet time is longer',
    [
      [0, 1],
      [1_000, 2],
    ],
    600_000,
    { kind: 'still-writing', until: 601_000 },
  ],
])('%s', (_, looks, settleMs, decision) => {
  expect(after(looks, settleMs)).toEqual(decision)
})
