import { expect, test } from 'vitest'
import { noticesOf, toldAtStart } from '../../../src/main/shell/notices.ts'
import type { Look } from '../../../src/main/shell/queue-look.ts'
import { shellWords } from '../../../src/main/shell/shell-words.ts'
import { aLook, anAccount } from '../../support/looks.ts'

const words = await shellWords(['en'])
const signedOut = (...names: string[]): object => ({
  accounts: ['a', 'b', 'c'].map((name) => anAccount(name, names.includes(name) ? 'signed-out' : 'ready')),
})

type Step = readonly [seconds: number, look: Look, told: readonly string[], seen?: 'seen']

/** Plays a day: what is told at each moment, as title and body. */
function assertPlays(start: Look, steps: readonly Step[]): void {
  let told = toldAtStart(start)
  for (const [seconds, look, expected, seen] of steps) {
    const found = noticesOf(look, told, seen === 'seen', seconds * 1_000, words)
    told = found.told
    expect(
      found.notices.map(({ title, body }) => `${title} | ${body}`),
      `at ${seconds} s`,
    ).toEqual(expected)
  }
}

const finished = (n: string): string => `All done | ${n} uploaded and verified.`
const needs = (n: string): string => `${n} | Open Longshore to see why and what helps.`
const signIn = (names: string): string => `Sign in again: ${names} | Its uploads wait until then; nothing is lost.`

test.each<[string, Look, readonly Step[]]>([
  [
    'what is there at the start is no news',
    aLook({ failed: 3, done: 100, sending: 1 }, signedOut('a')),
    [[1, aLook({ failed: 3, done: 100, sending: 1 }, signedOut('a')), []]],
  ],
  [
    'nor is it where the accounts become known a little later',
    aLook({}, {}, { status: null }),
    [
      [1, aLook({}, {}, { status: null }), []],
      [2, aLook({}, signedOut('a')), []],
      [3, aLook({}, signedOut('a', 'b')), [signIn('b')]],
    ],
  ],
  [
    'the end of the work, with how much it was',
    aLook({ done: 100 }),
    [
      [1, aLook({ done: 100, queued: 3 }), []],
      [2, aLook({ done: 101, sending: 2 }), []],
      [3, aLook({ done: 103 }), [finished('3 files')]],
      [4, aLook({ done: 103 }), []],
    ],
  ],
  ['one file', aLook({ sending: 1 }), [[1, aLook({ done: 1 }), [finished('One file')]]]],
  ['work that ends without anything done is not praised', aLook({ sending: 1 }), [[1, aLook({ canceled: 1 }), []]]],
  [
    'no more than one of a kind a minute, and what came too soon is told then, with all of it',
    aLook({ sending: 1 }),
    [
      [0, aLook({ done: 1 }), [finished('One file')]],
      [10, aLook({ done: 1, sending: 1 }), []],
      [11, aLook({ done: 2 }), []],
      [30, aLook({ done: 2, sending: 1 }), []],
      [31, aLook({ done: 3 }), []],
      [59, aLook({ done: 3 }), []],
      [60, aLook({ done: 3 }), [finished('2 files')]],
      [200, aLook({ done: 3 }), []],
    ],
  ],
  [
    'what came too soon and was seen then is not told any more',
    aLook({ sending: 1 }),
    [
      [0, aLook({ done: 1 }), [finished('One file')]],
      [10, aLook({ done: 1, sending: 1 }), []],
      [11, aLook({ done: 2 }), []],
      [12, aLook({ done: 2 }), [], 'seen'],
      [100, aLook({ done: 2 }), []],
    ],
  ],
  [
    'somebody who looks is told nothing, and nothing later',
    aLook({ sending: 1 }),
    [
      [1, aLook({ done: 1, failed: 1 }, signedOut('a')), [], 'seen'],
      [100, aLook({ done: 1, failed: 1 }, signedOut('a')), []],
    ],
  ],
  [
    'files that need somebody: at once, then each minute what is new by then',
    aLook(),
    [
      [0, aLook({ failed: 1 }), [needs('One file needs you')]],
      [20, aLook({ failed: 1, blocked: 1 }), []],
      [40, aLook({ failed: 1, blocked: 1 }), []],
      [60, aLook({ failed: 1, blocked: 1 }), [needs('2 files need you')]],
      [180, aLook({ failed: 1, blocked: 1 }), []],
      [181, aLook({ failed: 1 }), []],
      [182, aLook({ failed: 2 }), [needs('2 files need you')]],
    ],
  ],
  [
    'accounts that are signed out: each by name, none lost, and again after it was in order',
    aLook({}, signedOut()),
    [
      [0, aLook({}, signedOut('a')), [signIn('a')]],
      [1, aLook({}, signedOut('a')), []],
      [2, aLook({}, signedOut('a', 'b', 'c')), []],
      [3, aLook({}, {}, { status: null }), []],
      [60, aLook({}, signedOut('b', 'c')), [signIn('b, c')]],
      [61, aLook({}, signedOut('a', 'b', 'c')), []],
      [119, aLook({}, signedOut('a', 'b', 'c')), []],
      [120, aLook({}, signedOut('a', 'b', 'c')), [signIn('a')]],
      [121, aLook({}, signedOut()), []],
      [300, aLook({}, signedOut('a')), [signIn('a')]],
    ],
  ],
  [
    'an account whose notice came too soon and that is in order by then: nothing more',
    aLook({}, signedOut()),
    [
      [0, aLook({}, signedOut('a')), [signIn('a')]],
      [10, aLook({}, signedOut()), []],
      [20, aLook({}, signedOut('a')), []],
      [30, aLook({}, signedOut()), []],
      [90, aLook({}, signedOut()), []],
    ],
  ],
  [
    'what waits for the sign-in is told with the account, and nothing else of it',
    aLook({ sending: 3 }, signedOut()),
    [
      [0, aLook({ sending: 2, blocked: 1 }, signedOut('a'), { blockedOtherwise: 0 }), [signIn('a')]],
      [70, aLook({ blocked: 3 }, signedOut('a'), { blockedOtherwise: 0 }), []],
      [80, aLook({ blocked: 4 }, signedOut('a'), { blockedOtherwise: 1 }), [needs('One file needs you')]],
      [200, aLook({ sending: 3, blocked: 1 }, signedOut()), []],
    ],
  ],
  [
    'what comes at once is one notice, and the next one waits for its minute, whatever its kind',
    aLook({ sending: 2 }, signedOut()),
    [
      [
        0,
        aLook({ done: 1, failed: 1 }, signedOut('a')),
        [
          'Sign in again: a | One file needs you · One file uploaded and verified. · Its uploads wait until then; nothing is lost.',
        ],
      ],
      [1, aLook({ done: 1, failed: 1, sending: 1 }, signedOut('a')), []],
      [30, aLook({ done: 2, failed: 1 }, signedOut('a')), []],
      [60, aLook({ done: 2, failed: 1 }, signedOut('a')), [finished('One file')]],
    ],
  ],
  [
    'no engine: nothing is told, and nothing forgotten',
    aLook({ sending: 1 }),
    [
      [1, aLook({}, {}, { summary: null, status: null }), []],
      [2, aLook({ done: 1 }), [finished('One file')]],
    ],
  ],
])('%s', (_, start, steps) => {
  assertPlays(start, steps)
})

const quiet = (kind: string): Partial<Look> => ({ settings: { [`notifications.${kind}`]: false } })

test('setting `notifications.finished`: off, the end of the work is not told, and what needs somebody is', () => {
  assertPlays(aLook({ sending: 1 }), [
    [1, aLook({ done: 1 }, {}, quiet('finished')), []],
    [70, aLook({ done: 1, failed: 1 }, {}, quiet('finished')), [needs('One file needs you')]],
    // Nothing was kept for later.
    [140, aLook({ done: 1, failed: 1 }), []],
  ])
})

test('setting `notifications.needsYou`: off, only the end is told', () => {
  assertPlays(aLook({ sending: 1 }), [
    [1, aLook({ failed: 1, sending: 1 }, {}, quiet('needsYou')), []],
    [70, aLook({ done: 1, failed: 1 }, {}, quiet('needsYou')), [finished('One file')]],
  ])
})

test('setting `notifications.signedOut`: off, accounts are not asked for', () => {
  assertPlays(aLook({}, signedOut()), [[1, aLook({}, signedOut('a'), quiet('signedOut')), []]])
})
