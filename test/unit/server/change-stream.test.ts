import { setImmediate as soon } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Changes } from '../../../src/main/engine/queue/changes.ts'
import { followed } from '../../../src/main/server/change-stream.ts'

test('while something moves a value comes now and then, although nothing changed', async () => {
  const leaving = new AbortController()
  let isMoving = true
  const values = followed([], new Changes(), soon, leaving.signal, () => isMoving)
  await values.next()
  expect(await values.next()).toEqual({ done: false, value: [] })
  // The last one has told that nothing moves any more: from here on there is silence.
  isMoving = false
  const silence = values.next()
  leaving.abort()
  expect((await silence).done).toBe(true)
})

test('a change of something else than a transfer is told too', async () => {
  const leaving = new AbortController()
  const changes = new Changes()
  const values = followed([], changes, soon, leaving.signal)
  await values.next()
  const next = values.next()
  const before = changes.revision
  changes.touch()
  expect(await next).toEqual({ done: false, value: [] })
  expect(changes.revision).toBeGreaterThan(before)
  const silence = values.next()
  leaving.abort()
  expect((await silence).done).toBe(true)
})
