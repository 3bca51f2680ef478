import { describe, expect, test } from 'vitest'
import { contentTypeOf, takes } from '../../../../src/main/providers/print/content-types.ts'

test.each([
  ['a.pdf', 'application/pdf'],
  ['A.PDF', 'application/pdf'],
  ['plan.v2.oxps', 'application/oxps'],
  ['photo.jpeg', 'image/jpeg'],
  ['notes.txt', 'text/plain'],
  ['report.docx', 'application/octet-stream'],
  ['pdf', 'application/octet-stream'],
  ['x.constructor', 'application/octet-stream'],
])('%s is %s', (name, type) => {
  expect(contentTypeOf(name)).toBe(type)
})

describe('a printer', () => {
  test('takes what it names, in any case', () => {
    expect(takes(['Application/PDF'], 'application/pdf')).toBe(true)
    expect(takes(['image/jpeg'], 'application/pdf')).toBe(false)
  })

  test('that knows PDF is given OXPS, which the service converts', () => {
    expect(takes(['application/pdf'], 'application/oxps')).toBe(true)
    expect(takes(['image/jpeg'], 'application/oxps')).toBe(false)
  })

  test('that says nothing is tried', () => {
    expect(takes(null, 'application/pdf')).toBe(true)
    expect(takes([], 'text/plain')).toBe(true)
  })
})
