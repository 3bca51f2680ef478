import { expect, test } from 'vitest'
import { Activities } from '../../../../src/main/engine/transfer/activities.ts'

test('what takes long is told while it lasts, as far as it is when somebody looks', () => {
  let changes = 0
  const activities = new Activities(() => {
    changes += 1
  })
  let done = 0
  const end = activities.begin('a', 100, () => done)
  done = 43
  expect(activities.list()).toEqual([{ id: 'a', what: 'checking', doneBytes: 43, totalBytes: 100 }])
  end()
  expect(activities.list()).toEqual([])
  expect(changes).toBe(2)
})

test('the end of an earlier one does not end the one that is there', () => {
  const activities = new Activities(() => undefined)
  const endFirst = activities.begin('a', 100, () => 1)
  activities.begin('a', 200, () => 2)
  endFirst()
  endFirst()
  expect(activities.list()).toEqual([{ id: 'a', what: 'checking', doneBytes: 2, totalBytes: 200 }])
})
