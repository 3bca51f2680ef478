import { expect, it } from 'vitest'
import { defaultPolicy } from '../../../../src/main/engine/plan/policy.ts'
import { Lines } from '../../../../src/main/engine/queue/lines.ts'
import { failure } from '../../../../src/shared/failure.ts'
import { ManualClock } from '../../../fakes/clock.ts'
import { SeededRandom } from '../../../fakes/random.ts'

const hour = 3_600_000
const gone = failure('offline', { host: 'graph.example', detail: 'there is no network' })

function lines() {
  const clock = new ManualClock()
  return { clock, lines: new Lines(clock, new SeededRandom(3), defaultPolicy) }
}

/** Two met it, its pause is over, and `probe` was let through to ask. */
async function asking(of: string) {
  const made = lines()
  for (const id of ['a', 'b']) made.lines.note(id, 'work', of, gone)
  await made.clock.advance(2_000)
  expect(made.lines.admits('probe', 'work')).toBe(true)
  expect(made.lines.held()).toEqual(['work'])
  return made
}

it('what one met days ago doesn’t make another one’s trouble a line that is down', async () => {
  const made = lines()
  made.lines.note('a', 'work', 'put', gone)
  await made.clock.advance(48 * hour)
  expect(made.lines.offlineSince).toBeNull()
  made.lines.note('b', 'work', 'put', gone)
  expect(made.lines.list()).toEqual([])
  expect(made.lines.offlineSince).toBe(made.clock.now())
  made.lines.note('c', 'work', 'put', gone)
  expect(made.lines.list()).toHaveLength(1)
})

it('an answer of the same host is one, whatever was asked', async () => {
  for (const [lost, answered] of [
    ['makeFolders', 'look'],
    ['send', 'position'],
    ['serving', 'look'],
  ] as const) {
    const made = await asking(lost)
    made.lines.note('probe', 'work', answered, null)
    expect(made.lines.held(), lost).toEqual([])
  }
  const made = await asking('send')
  made.lines.note('probe', 'work', 'look', null)
  expect(made.lines.held()).toEqual(['work'])
})

it('the first bytes that leave say that the line is back, however long the rest takes', async () => {
  const made = await asking('put')
  made.lines.review(() => false)
  expect(made.lines.held()).toEqual(['work'])
  made.lines.review((id) => id === 'probe')
  expect(made.lines.held()).toEqual([])
  expect(made.lines.offlineSince).toBeNull()
})

it('whoever was let through and reads its file for long lets another one ask', async () => {
  const made = await asking('send')
  made.lines.note('probe', 'work', 'look', null)
  await made.clock.advance(14_000)
  made.lines.review(() => false)
  expect(made.lines.admits('other', 'work')).toBe(false)
  await made.clock.advance(2_000)
  made.lines.review(() => false)
  expect(made.lines.admits('other', 'work')).toBe(true)
  // And one that nobody has answered anything asks alone.
  await made.clock.advance(20_000)
  made.lines.review(() => false)
  expect(made.lines.admits('third', 'work')).toBe(false)
})

it('nobody is offline as long as another account is answered', async () => {
  const made = lines()
  made.lines.note('c', 'home', 'send', null)
  for (const id of ['a', 'b']) made.lines.note(id, 'work', 'look', gone)
  const since = made.clock.now()
  expect(made.lines.offlineSince).toBeNull()
  expect(made.lines.held()).toEqual(['work'])
  // Not answered since: it is for everybody.
  await made.clock.advance(20_000)
  expect(made.lines.offlineSince).toBe(since)
  made.lines.note('c', 'home', 'send', null)
  await made.clock.advance(20_000)
  expect(made.lines.offlineSince).toBeNull()
  made.lines.note('c', 'home', 'send', failure('offline', { host: 'other.example', detail: 'there is no network' }))
  expect(made.lines.offlineSince).toBe(since)
})
