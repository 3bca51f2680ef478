/** Whose turn it is, as people decide it; and another try for all that one thing stopped. */

import { expect, test } from 'vitest'
import { failure } from '../../../../src/shared/failure.ts'
import { virtualBench } from '../../../support/virtual-bench.ts'

test('what is moved to the top goes next, also for who starts again', async () => {
  const bench = await virtualBench()
  for (let n = 0; n < 40; n += 1) await bench.add(`file-${n}`)
  const late = await bench.state('file-35')
  const later = await bench.state('file-30')
  expect(await bench.engine.queue.move([later.id, late.id], { to: 'top' })).toBe(2)
  expect(await bench.engine.queue.move([late.id], { before: later.id })).toBe(1)
  const begun: string[] = []
  bench.trouble = (verb, name) => {
    if (verb === 'look' && !begun.includes(name)) begun.push(name)
    return null
  }
  // Another process, with what is stored.
  await bench.restart()
  while (bench.items.size < 40) await bench.clock.advance(500)
  expect(begun.slice(0, 2)).toEqual(['file-35', 'file-30'])
  expect(begun).toHaveLength(40)
  await bench.engine.stop()
})

test('another try is for all that one thing stopped, and for nothing else', async () => {
  const bench = await virtualBench()
  bench.trouble = (verb, name) => {
    if (verb === 'open' && name.startsWith('denied')) return failure('source-denied')
    return verb === 'put' && name.startsWith('taken') ? failure('name-taken') : null
  }
  for (const name of ['denied-1', 'denied-2', 'taken-1']) await bench.add(name)
  await bench.engine.start()
  await bench.clock.advance(5_000)
  const before = await bench.state('taken-1')
  const code = (await bench.state('denied-1')).failure?.code
  expect(code).not.toBe(before.failure?.code)
  bench.trouble = () => null
  expect(await bench.engine.queue.retry({ all: true }, (transfer) => transfer.failure?.code === code)).toBe(2)
  await bench.clock.advance(10_000)
  expect((await bench.state('denied-2')).state).toBe('done')
  expect(await bench.state('taken-1')).toEqual(before)
  await bench.engine.stop()
})
