import { expect, test } from 'vitest'
import { Wishes } from '../../../src/main/shell/wishes.ts'
import { Wish } from '../../../src/shared/app-contract.ts'

const adding = (...paths: string[]): Wish => ({ kind: 'add', what: 'files', paths })
const settings: Wish = { kind: 'screen', screen: 'settings' }

/** A page that listens: what it was given, and when it was told that it is over. */
function page(wishes: Wishes) {
  const controller = new AbortController()
  const got: Wish[] = []
  const listen = async (): Promise<void> => {
    for await (const wish of wishes.taken(controller.signal)) got.push(wish)
  }
  return { got, isOver: listen(), leave: () => controller.abort() }
}

/** Enough turns for everything that is not waiting for somebody. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

test('what was wished before a page is there is kept, in order, and given once', async () => {
  const wishes = new Wishes()
  wishes.add(adding('/a'))
  wishes.add(settings)
  const first = page(wishes)
  await settled()
  wishes.add(adding('/b'))
  await settled()
  expect(first.got).toEqual([adding('/a'), settings, adding('/b')])
  first.leave()
  await first.isOver
  const second = page(wishes)
  await settled()
  expect(second.got).toEqual([])
})

test('a second page takes over, and the first one ends', async () => {
  const wishes = new Wishes()
  const first = page(wishes)
  await settled()
  const second = page(wishes)
  await first.isOver
  for (const path of ['/a', '/b', '/c']) wishes.add(adding(path))
  await settled()
  expect(first.got).toEqual([])
  expect(second.got).toEqual([adding('/a'), adding('/b'), adding('/c')])
  // The end of the first one, told late, ends nobody else.
  first.leave()
  wishes.add(settings)
  await settled()
  expect(second.got.at(-1)).toEqual(settings)
})

test('a page that leaves is told, also before anything came and where it had left before', async () => {
  const wishes = new Wishes()
  const waiting = page(wishes)
  await settled()
  waiting.leave()
  await waiting.isOver
  wishes.add(settings)
  const gone = page(wishes)
  gone.leave()
  await gone.isOver
  const next = page(wishes)
  await settled()
  expect([...gone.got, ...next.got]).toEqual([settings])
})

test('nobody listens for long: the newest are kept, and no more than the contract lets through', async () => {
  const wishes = new Wishes()
  for (let at = 0; at < 1_000; at += 1) wishes.add(adding(`/${at}`))
  wishes.add(adding(...Array.from({ length: 50_000 }, (_, at) => `/f${at}`)))
  const late = page(wishes)
  await settled()
  expect(late.got).toHaveLength(20)
  expect(late.got[0]).toEqual(adding('/981'))
  for (const wish of late.got) expect(Wish.safeParse(wish).success).toBe(true)
  expect(late.got.at(-1)).toMatchObject({ paths: expect.objectContaining({ length: 10_000 }) })
})
