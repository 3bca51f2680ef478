import { describe, expect, it } from 'vitest'
import type { Ask } from '../../../src/main/store/remote-store.ts'
import { remembering } from '../../../src/main/store/remembered.ts'

/** A store in another thread: answers in the order of the questions, and only when it is told to. */
function distant() {
  const waiting: { readonly method: string; readonly answer: (fails?: boolean) => void }[] = []
  const asked: string[] = []
  let state = 0
  const ask = ((method: string) => {
    asked.push(method)
    return new Promise((resolve, reject) => {
      const answer = (fails = false): void => {
        if (method === 'accounts' || method === 'tokens') resolve(`${method} ${state}`)
        else if (fails) reject(new Error('full'))
        else resolve((state += 1))
      }
      waiting.push({ method, answer })
    })
  }) as unknown as Ask
  const answerAll = (fails = false): void => {
    for (const { answer } of waiting.splice(0)) answer(fails)
  }
  return { ask: remembering(ask), asked, answerAll }
}

const changes: readonly ((ask: Ask) => Promise<unknown>)[] = [
  (ask) => ask('putTokens', 'work', 'sealed'),
  (ask) => ask('replaceTokens', 'work', 'sealed', 'next'),
  (ask) => ask('setSignedOut', 'work', 'sealed', null),
  (ask) => ask('knowPerson', { name: 'work', createdAt: 1 }, { id: '1', user: null }),
  (ask) => ask('removeAccount', 'work'),
  (ask) => ask('removeUnused', { name: 'work', createdAt: 1 }),
  (ask) => ask('putAccount', { name: 'work' } as Parameters<typeof ask<'putAccount'>>[1]),
]

describe('what is remembered of accounts', () => {
  it('is asked for once, also by several at the same time', async () => {
    const { ask, asked, answerAll } = distant()
    const both = Promise.all([ask('tokens', 'work'), ask('tokens', 'work')])
    answerAll()
    expect(await both).toEqual(['tokens 0', 'tokens 0'])
    expect(await ask('tokens', 'work')).toBe('tokens 0')
    expect(asked).toEqual(['tokens'])
    void ask('tokens', 'other')
    void ask('accounts')
    expect(asked).toEqual(['tokens', 'tokens', 'accounts'])
  })

  it.each(changes.map((change) => [change.toString(), change] as const))('ends with %s', async (_, change) => {
    const { ask, answerAll } = distant()
    const before = [ask('tokens', 'work'), ask('accounts')]
    const changed = change(ask)
    // Asked after the change, though that isn't answered yet.
    const after = [ask('tokens', 'work'), ask('accounts')]
    answerAll()
    await changed
    expect(await Promise.all(before)).toEqual(['tokens 0', 'accounts 0'])
    expect(await Promise.all(after)).toEqual(['tokens 1', 'accounts 1'])
  })

  it('is asked for anew after a change that failed, and after an answer that did', async () => {
    const { ask, asked, answerAll } = distant()
    const first = ask('accounts')
    answerAll()
    await first
    const failed = ask('putTokens', 'work', 'sealed')
    answerAll(true)
    await expect(failed).rejects.toThrow('full')
    void ask('accounts')
    expect(asked).toEqual(['accounts', 'putTokens', 'accounts'])
  })

  it('leaves everything else to the store', () => {
    const { ask, asked } = distant()
    void ask('settings')
    void ask('settings')
    expect(asked).toEqual(['settings', 'settings'])
  })
})
