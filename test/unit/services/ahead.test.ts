import { expect, test } from 'vitest'
import { ahead } from '../../../src/main/services/ahead.ts'

async function* counting(to: number, told: string[]): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= to; n += 1) {
      await Promise.resolve()
      told.push(`made ${n}`)
      yield n
    }
  } finally {
    told.push('over')
  }
}

const turns = () => new Promise((resolve) => setImmediate(resolve))

test('the next one is made while this one is worked on, and no more than that', async () => {
  const told: string[] = []
  for await (const n of ahead(counting(3, told))) {
    await turns()
    told.push(`used ${n}`)
  }
  expect(told).toEqual(['made 1', 'made 2', 'used 1', 'made 3', 'used 2', 'over', 'used 3'])
})

test('who stops early leaves nothing open', async () => {
  const told: string[] = []
  for await (const n of ahead(counting(3, told))) if (n === 1) break
  expect(told.at(-1)).toBe('over')
})

test('what goes wrong with the next one is told after this one', async () => {
  async function* failing(): AsyncGenerator<number> {
    yield 1
    await Promise.resolve()
    throw new Error('no more')
  }
  const used: number[] = []
  const all = async () => {
    for await (const n of ahead(failing())) {
      await turns()
      used.push(n)
    }
  }
  await expect(all()).rejects.toThrow('no more')
  expect(used).toEqual([1])
})
