import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Redactor } from '../../../src/main/secrets/redactor.ts'

const secret = 'eyJ0eXAi/Oi+JKV1"QiLCJ é canary\\0123'

function redactorOf(...secrets: string[]): Redactor {
  const redactor = new Redactor()
  for (const one of secrets) redactor.add(one)
  return redactor
}

describe('fault-A08 redaction by value', () => {
  const spellings: Readonly<Record<string, (text: string) => string>> = {
    'as it is': (text) => text,
    'in JSON': (text) => JSON.stringify({ a: text }),
    'in JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
    'percent-encoded': encodeURIComponent,
    'in base64': (text) => Buffer.from(text).toString('base64'),
    'in base64 with one before it': (text) => Buffer.from(`a${text}b`).toString('base64'),
    'in base64 with two before it': (text) => Buffer.from(`ab${text}c`).toString('base64'),
    'in base64url': (text) => Buffer.from(`Bearer ${text}`).toString('base64url'),
    'in hex': (text) => Buffer.from(text).toString('hex'),
  }

  it.each(Object.entries(spellings))('finds it %s', (_, spell) => {
    const redactor = redactorOf(secret)
    const clean = redactor.redact(`before ${spell(secret)} after, and ${spell(secret)}`)
    expect(clean).toContain('[secret]')
    expect(clean).toMatch(/^before .* after, and /)
    for (const part of [secret, 'canary', Buffer.from('canary').toString('hex')]) expect(clean).not.toContain(part)
    // Of a base64 text at most the characters at the ends are left, which belong to the neighbours too.
    expect(clean.length).toBeLessThan(80)
  })

  it('leaves everything else as it is', () => {
    const redactor = redactorOf(secret, 'short')
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(redactor.redact(text)).toBe(text)
      }),
      { seed: 5 },
    )
    expect(redactor.redact('a short word')).toBe('a short word')
    expect(redactor.redact(secret.slice(1))).toBe(secret.slice(1))
  })

  it('takes every one of many, touching or within another', () => {
    const many = Array.from({ length: 500 }, (_, n) => `secret-number-${String(n).padStart(4, '0')}`)
    const redactor = redactorOf(...many, 'secret-number-0001-and-more')
    expect(redactor.redact(many.join(''))).toBe('[secret]'.repeat(500))
    expect(redactor.redact('x secret-number-0001-and-more x')).toBe('x [secret] x')
    expect(redactor.redact('secret-number-0500')).toBe('secret-number-0500')
  })

  it('links to files come and go in numbers, and push out nothing else', () => {
    const redactor = redactorOf(secret)
    const linkOf = (n: number): string => `https://files.example/:u:/s/${String(n).padStart(40, 'x')}`
    for (let n = 0; n < 5_000; n += 1) redactor.addPassing(linkOf(n))
    expect(redactor.redact(`${secret} ${linkOf(4_999)}`)).toBe('[secret] [secret]')
    expect(redactor.redact(linkOf(4_900))).toBe('[secret]')
    expect(redactor.redact(linkOf(1))).toBe(linkOf(1))
  })

  it('finds the token of an upload address without its address', () => {
    const address = 'https://up.example/rup/b25lbG9uZ3BhdGhzZWdtZW50MTIz?tempauth=v1.eyJzaXRlaWQiOiJjYW5hcnkifQ&x=1'
    const redactor = redactorOf(address)
    expect(redactor.redact(`PUT ${address}`)).toBe('PUT [secret]')
    expect(redactor.redact('{"tempauth":"v1.eyJzaXRlaWQiOiJjYW5hcnkifQ"}')).toBe('{"tempauth":"[secret]"}')
    expect(redactor.redact('PUT /rup/b25lbG9uZ3BhdGhzZWdtZW50MTIz')).toBe('PUT /rup/[secret]')
    expect(redactor.redact('https://up.example/ was asked, x=1')).toBe('https://up.example/ was asked, x=1')
  })

  it('forgets the oldest of very many, and none that came back', () => {
    const redactor = new Redactor()
    const secretOf = (n: number) => `secret-number-${n}-end`
    for (let n = 0; n < 4_000; n += 1) redactor.add(secretOf(n))
    redactor.add(secretOf(0))
    for (let n = 4_000; n < 4_100; n += 1) redactor.add(secretOf(n))
    expect(redactor.redact(secretOf(0))).toBe('[secret]')
    expect(redactor.redact(secretOf(1))).toBe(secretOf(1))
    expect(redactor.redact(secretOf(4_099))).toBe('[secret]')
  })
})
