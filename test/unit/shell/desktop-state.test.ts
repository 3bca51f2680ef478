import { expect, test } from 'vitest'
import { desktopStateOf } from '../../../src/main/shell/desktop-state.ts'
import { aLook, aSummary, anAccount } from '../../support/looks.ts'
import type { Look } from '../../../src/main/shell/queue-look.ts'

const now = 1_000_000
const moving = [{ at: now - 1_000, value: 5e6 }]
const half = (tallies: Parameters<typeof aSummary>[0]): Partial<Look> => ({
  summary: aSummary(tallies, { totalBytes: 100, acknowledgedBytes: 50 }),
  speeds: moving,
})
const quiet = { badge: 0, keepsAwake: false }

test.each<[string, Look, ReturnType<typeof desktopStateOf>]>([
  ['nothing to do', aLook(), { progress: null, ...quiet }],
  ['no engine', aLook({}, {}, { summary: null }), { progress: null, ...quiet }],
  [
    'half of it is there',
    aLook({}, {}, half({ sending: 1 })),
    { progress: { part: 0.5, mode: 'normal' }, badge: 0, keepsAwake: true },
  ],
  [
    'bytes stood still for long: the computer may sleep',
    aLook({}, {}, { ...half({ sending: 1 }), speeds: [{ at: now - 20_000, value: 5e6 }] }),
    { progress: { part: 0.5, mode: 'normal' }, ...quiet },
  ],
  [
    'paused, while the last bytes leave',
    aLook({}, { paused: true }, half({ sending: 1 })),
    { progress: { part: 0.5, mode: 'paused' }, badge: 0, keepsAwake: true },
  ],
  [
    'one needs somebody, the others go on',
    aLook({}, {}, half({ sending: 1, failed: 2, blocked: 1 })),
    { progress: { part: 0.5, mode: 'error' }, badge: 3, keepsAwake: true },
  ],
  [
    'what is only watched is no progress',
    aLook({}, {}, { ...half({ settling: 4 }), speeds: [] }),
    { progress: null, ...quiet },
  ],
  [
    'an account that is signed out counts, one that nobody may use does not',
    aLook({}, { accounts: [anAccount('a', 'signed-out'), anAccount('b', 'not-allowed')] }),
    { progress: null, badge: 1, keepsAwake: false },
  ],
])('%s', (_, look, expected) => {
  expect(desktopStateOf(look, now)).toEqual(expected)
})
