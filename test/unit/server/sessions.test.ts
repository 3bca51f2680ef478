import { describe, expect, test } from 'vitest'
import { OneTimeCodes, Sessions, WrongTries } from '../../../src/main/server/sessions.ts'

function clock() {
  const at = { ms: 1_000_000 }
  return { at, now: () => at.ms }
}

describe('L6: one-time codes', () => {
  test('are 256 bits that fit a fragment, and never the same', () => {
    const codes = new OneTimeCodes(() => 0)
    const made = new Set(Array.from({ length: 500 }, () => codes.issue(1)))
    expect(made.size).toBe(500)
    for (const code of made) expect(code).toMatch(/^[\w-]{43}$/)
  })

  test('let in once', () => {
    const codes = new OneTimeCodes(() => 0)
    const [a, b] = [codes.issue(60_000), codes.issue(60_000)]
    expect([codes.redeem(a), codes.redeem(a), codes.redeem(b), codes.redeem(b)]).toEqual([true, false, true, false])
  })

  test('end with their life, to the millisecond', () => {
    const { at, now } = clock()
    const codes = new OneTimeCodes(now)
    const [a, b] = [codes.issue(60_000), codes.issue(60_001)]
    at.ms += 60_000
    expect([codes.redeem(a), codes.redeem(b)]).toEqual([false, true])
  })

  test('what is almost one is none', () => {
    const codes = new OneTimeCodes(() => 0)
    const code = codes.issue(60_000)
    for (const wrong of ['', code.slice(1), `${code}=`, code.toUpperCase(), ` ${code}`]) {
      expect(codes.redeem(wrong)).toBe(false)
    }
    expect(codes.redeem(code)).toBe(true)
  })

  test('not more than a few are open', () => {
    const codes = new OneTimeCodes(() => 0)
    const made = Array.from({ length: 40 }, () => codes.issue(60_000))
    expect(made.filter((code) => codes.redeem(code))).toEqual(made.slice(-32))
  })
})

describe('sessions', () => {
  test('L7: the cookie finds, the token opens, and neither is the other', () => {
    const sessions = new Sessions()
    const a = sessions.begin()
    const b = sessions.begin()
    const found = sessions.find([a.cookie])
    if (found === null) throw new Error('not found')
    expect(sessions.holds(found, a.token)).toBe(true)
    for (const wrong of [b.token, a.cookie, '', a.token.slice(1)]) expect(sessions.holds(found, wrong)).toBe(false)
    expect(sessions.find([a.token])).toBeNull()
    expect(sessions.find([])).toBeNull()
    expect(sessions.find(['planted by another port', b.cookie])).not.toBeNull()
  })

  test('L7: another tab of the same browser gets a token of its own, and the first one keeps its', () => {
    const sessions = new Sessions()
    const { cookie, token } = sessions.begin()
    const session = sessions.find([cookie])
    if (session === null) throw new Error('not found')
    const tabs = Array.from({ length: 31 }, () => sessions.join(session))
    for (const one of [token, ...tabs]) expect(sessions.holds(session, one)).toBe(true)
    expect(new Set([token, ...tabs]).size).toBe(32)
    sessions.join(session)
    expect([token, ...tabs].filter((one) => !sessions.holds(session, one))).toEqual([token])
    sessions.end(session)
    expect(sessions.find([cookie])).toBeNull()
  })

  test('L13: nothing that is kept would let anybody in', () => {
    const sessions = new Sessions()
    const { cookie, token } = sessions.begin()
    const kept = sessions.find([cookie])
    for (const bytes of [kept?.cookie, ...(kept?.tokens ?? [])]) {
      for (const encoding of ['base64url', 'utf8'] as const)
        expect([cookie, token]).not.toContain(bytes?.toString(encoding))
    }
  })

  test('L13, L16: the end closes its lines and nobody else’s', () => {
    const sessions = new Sessions()
    const closed: string[] = []
    const [a, b] = ['a', 'b'].map((name) => {
      const session = sessions.find([sessions.begin().cookie])
      if (session === null) throw new Error('not found')
      session.lines.add({ close: (code, reason) => closed.push(`${name} ${code} ${reason}`) })
      return session
    })
    if (a === undefined || b === undefined) throw new Error('not found')
    sessions.end(a)
    expect(closed).toEqual(['a 4401 logged out'])
  })

  test('the oldest makes room', () => {
    const sessions = new Sessions()
    const made = Array.from({ length: 40 }, () => sessions.begin().cookie)
    expect(made.filter((cookie) => sessions.find([cookie]) !== null)).toEqual(made.slice(-32))
  })
})

test('L13: ten wrong tries a minute, then it is too many until they are a minute old', () => {
  const { at, now } = clock()
  const tries = new WrongTries(now)
  const note = (times: number): boolean[] => Array.from({ length: times }, () => tries.note())
  expect(note(10)).toEqual(Array.from({ length: 10 }, () => false))
  expect(note(5)).toEqual(Array.from({ length: 5 }, () => true))
  at.ms += 59_999
  expect(note(1)).toEqual([true])
  at.ms += 1
  expect(note(11)).toEqual([...Array.from({ length: 10 }, () => false), true])
})
