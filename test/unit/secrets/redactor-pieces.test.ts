/** Redaction whatever the secret, its spelling and the places where a text is cut. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Redactor } from '../../../src/main/secrets/redactor.ts'
import { spellings } from '../../support/spellings.ts'

const secrets = fc.array(fc.string({ unit: 'grapheme', minLength: 12, maxLength: 60 }), { minLength: 1, maxLength: 5 })
const noise = fc.string({ maxLength: 40 })

/** A text with secrets in it, each spelt in some way, and where it is cut. */
const told = secrets.chain((known) =>
  fc.record({
    known: fc.constant(known),
    parts: fc.array(fc.tuple(noise, fc.constantFrom(...known), fc.nat({ max: 20 })), { minLength: 1, maxLength: 6 }),
    cuts: fc.array(fc.nat({ max: 4_000 }), { maxLength: 12 }),
  }),
)

function redactorOf(known: readonly string[]): Redactor {
  const redactor = new Redactor()
  for (const secret of known) redactor.add(secret)
  return redactor
}

function spelt(secret: string, n: number): string {
  const all = spellings(secret)
  return all[n % all.length]?.[1] ?? secret
}

test('S6: no secret comes through, however it is spelt', () => {
  fc.assert(
    fc.property(told, ({ known, parts }) => {
      const redactor = redactorOf(known)
      const clean = redactor.redact(parts.map(([before, secret, n]) => before + spelt(secret, n)).join('|'))
      for (const [, secret, n] of parts) expect(clean).not.toContain(spelt(secret, n))
    }),
    { numRuns: 300, seed: 7 },
  )
})

test('S6: what comes in pieces is redacted as the whole is, wherever it is cut', () => {
  fc.assert(
    fc.property(told, ({ known, parts, cuts }) => {
      const redactor = redactorOf(known)
      const text = parts.map(([before, secret, n]) => before + spelt(secret, n)).join('|')
      const at = [0, ...new Set(cuts.map((cut) => cut % (text.length + 1))), text.length].toSorted((a, b) => a - b)
      const pieces = redactor.inPieces()
      const said = at.slice(1).map((end, n) => pieces.push(text.slice(at[n], end)))
      expect([...said, pieces.end()].join('')).toBe(redactor.redact(text))
    }),
    { numRuns: 500, seed: 11 },
  )
})

test('S6: cut at every single place, and letter by letter', () => {
  const secret = 'eyJ0eXAi/Oi+JKV1"QiLCJ é canary\\0123'
  const redactor = redactorOf([secret, `${secret.slice(0, 20)} another end`])
  const text = `before ${secret} after eyJ0eXAi/Oi+JKV1, ${encodeURIComponent(secret)}${secret}${secret.slice(0, 10)}`
  const whole = redactor.redact(text)
  for (let cut = 0; cut <= text.length; cut += 1) {
    const pieces = redactor.inPieces()
    expect(pieces.push(text.slice(0, cut)) + pieces.push(text.slice(cut)) + pieces.end()).toBe(whole)
  }
  const pieces = redactor.inPieces()
  const letters = Array.from({ length: text.length }, (_, n) => pieces.push(text.slice(n, n + 1)))
  expect([...letters, pieces.end()].join('')).toBe(whole)
})

test('S6: a key of bytes is found in base64 and hex', () => {
  const redactor = new Redactor()
  const key = Buffer.from(Array.from({ length: 32 }, (_, n) => (n * 73 + 5) % 256))
  redactor.addBytes(key)
  for (const text of [
    key.toString('base64'),
    key.toString('base64url'),
    key.toString('hex'),
    key.toString('hex').toUpperCase(),
  ]) {
    expect(redactor.redact(`a ${text} b`)).not.toContain(text.slice(0, 30))
    expect(redactor.redact(`a ${text} b`)).toContain('[secret]')
  }
})
