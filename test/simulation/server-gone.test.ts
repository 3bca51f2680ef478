/**
 * All at once, with files in the middle of being sent, for every kind of destination: the server is gone for ten minutes,
 * the computer sleeps two days, sessions end by the service's own rules, and so does the token.
 */

import { expect, it } from 'vitest'
import { lateName } from './away/case.ts'
import type { AwaySeen, FileLook, Look } from './away/play-away.ts'
import { playAway } from './support.ts'

const seen = await playAway()
const renewed = seen.filter(({ away }) => away.ending === 'renewed')
const revoked = seen.filter(({ away }) => away.ending === 'revoked')

const titleOf = ({ away: { name, lid } }: AwaySeen): string => `${name}, lid closed ${lid}`
const isDone = ({ state }: FileLook): boolean => state === 'done'
const asItems = ({ files }: AwaySeen): string[] => files.map(({ name, size }) => `${name} ${size}`).toSorted()
const isInTheMiddle = ({ state, acknowledgedBytes }: FileLook): boolean => state !== 'done' && acknowledgedBytes > 0

/** Everything is there, once, and nobody is asked for anything. */
function expectAllDone(one: AwaySeen, { files, items, status }: Look): void {
  expect(files.filter((file) => !isDone(file))).toEqual([])
  expect(files).toHaveLength(one.files.length)
  expect(items).toEqual(asItems(one))
  expect(status.offlineSince).toBeNull()
  expect(status.accounts.map(({ state }) => state)).toEqual(['ready'])
}

it('plays every kind of destination, with both endings and both moments of falling asleep', () => {
  expect(renewed.map(titleOf).toSorted()).toEqual(revoked.map(titleOf).toSorted())
  expect(new Set(seen.map(({ away }) => away.destination.split(':')[0]))).toEqual(
    new Set(['onedrive', 'outlook', 'todo', 'print', 'box']),
  )
  expect(new Set(seen.map(titleOf)).size).toBe(18)
})

it.each(seen.map((one) => [`${titleOf(one)}, ${one.away.ending}`, one] as const))(
  'complaint-C16 fault-N01 while the server is gone nothing is used up, and it is said since when: %s',
  (_, one) => {
    expect(one.violation).toBeNull()
    const { cut, gone, 'still gone': stillGone } = one.looks
    expect(cut.files.some(isInTheMiddle)).toBe(true)
    expect(cut.status.offlineSince).toBeNull()
    const left = cut.files.filter((file) => !isDone(file)).map(({ name }) => name)
    for (const [look, added] of [
      [gone, []],
      [stillGone, [lateName]],
    ] as const) {
      const waiting = look.files.filter((file) => !isDone(file))
      expect(waiting.map(({ name }) => name).toSorted()).toEqual([...left, ...added].toSorted())
      expect(waiting.filter(({ failure }) => failure?.code !== 'offline')).toEqual([])
      // Since the server went, and always since the same moment.
      expect(Date.parse(look.status.offlineSince ?? '')).toBeGreaterThanOrEqual(cut.at)
      expect(Date.parse(look.status.offlineSince ?? '')).toBeLessThan(cut.at + 5_000)
      expect(look.status.offlineSince).toBe(gone.status.offlineSince)
      expect(look.status.holds?.map(({ code }) => code)).toContain('offline')
    }
    const budget = (look: Look) =>
      look.files.flatMap(({ name, charged, attempts }) => (name === lateName ? [] : [[name, charged, attempts]]))
    expect(budget(stillGone)).toEqual(budget(gone))
    expect(stillGone.files.find(({ name }) => name === lateName)).toMatchObject({ charged: 0, attempts: 0 })
    // What was on its way when the line broke met that once.
    expect(Math.max(...stillGone.files.map(({ charged }) => charged))).toBeLessThanOrEqual(1)
  },
)

it.each(renewed.map((one) => [titleOf(one), one] as const))(
  'with a token that can be renewed all of it is done by itself, once: %s',
  (_, one) => {
    const { asleep, unattended } = one.looks
    expect(asleep.files.some((file) => !isDone(file))).toBe(true)
    expectAllDone(one, unattended)
    // Asked at once after the computer woke up, not when the next try would have been due.
    const awake = asleep.at + one.times.awakeAt - one.times.asleepAt
    for (const { finishedAt } of unattended.files) expect(finishedAt).toBeLessThan(awake + 30_000)
  },
)

it.each(revoked.map((one) => [titleOf(one), one] as const))(
  'with a sign-in that was ended it says what it needs, loses nothing, and all is done after it: %s',
  (_, one) => {
    const { asleep, unattended, attended } = one.looks
    const left = unattended.files.filter((file) => !isDone(file))
    expect(unattended.files).toHaveLength(one.files.length)
    expect(left.filter(({ state, failure }) => state !== 'blocked' || failure?.code !== 'signed-out')).toEqual([])
    for (const { failure } of left) expect(failure?.nextStep).toContain('Sign in again')
    // A personal drive's session lives for a week, and its address needs no token: what has one may be done all the
    // same, where it was faster than those that found out that the account is signed out.
    const goesOn = ({ hasSession }: FileLook): boolean => one.away.name === 'OneDrive' && hasSession
    const waiting = asleep.files.filter((file) => !isDone(file))
    const names = left.map(({ name }) => name)
    expect(waiting.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
    expect(names).toEqual(expect.arrayContaining(waiting.filter((file) => !goesOn(file)).map(({ name }) => name)))
    expect(names).toContain(lateName)
    expect(unattended.status.offlineSince).toBeNull()
    expect(unattended.status.accounts.map(({ state }) => state)).toEqual(['signed-out'])
    expectAllDone(one, attended)
  },
)
