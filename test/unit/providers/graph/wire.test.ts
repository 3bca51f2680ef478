import { expect, test } from 'vitest'
import { uploadSessionOf } from '../../../../src/main/providers/graph/wire.ts'
import { answer } from '../../../support/answers.ts'

const now = Date.UTC(2026, 0, 1)
const expiry = Date.UTC(2026, 0, 1, 1)

test.each([
  [{ uploadUrl: 'u', expirationDateTime: '2026-01-01T01:00:00Z', nextExpectedRanges: ['0-'] }, 'u', expiry, ['0-']],
  [
    { UploadUrl: 'u', ExpirationDateTime: '2026-01-01T01:00:00.0001234Z', NextExpectedRanges: ['0'] },
    'u',
    expiry,
    ['0'],
  ],
  [{ value: { uploadUrl: 'u', expirationDateTime: '2026-01-01T02:00:00+01:00' } }, 'u', expiry, undefined],
  [{ nextExpectedRanges: null, uploadUrl: null, expirationDateTime: null }, null, null, undefined],
  [{ missingRanges: [{ start: 0, end: 1 }] }, null, null, [{ start: 0, end: 1 }]],
  [{ expirationDateTime: 'soon' }, null, null, undefined],
  [{}, null, null, undefined],
])('fault-P16 %j', (json, uploadUrl, expiresAt, ranges) => {
  const found = uploadSessionOf(answer(200, json), now)
  expect(found).toMatchObject({ uploadUrl, expiresAt })
  expect(found?.ranges ?? undefined).toEqual(ranges)
})

test.each([undefined, null, [], 'x', 5, { uploadUrl: 5 }, { uploadUrl: '' }, { expirationDateTime: {} }])(
  '%j is no session',
  (json) => {
    expect(uploadSessionOf(answer(200, json), now)).toBeNull()
  },
)

test("fault-N29 an expiry is told in our own time, where the server's clock is another", () => {
  const json = { expirationDateTime: '2026-01-02T01:00:00Z' }
  expect(uploadSessionOf(answer(200, json, {}, Date.UTC(2026, 0, 2)), now)?.expiresAt).toBe(expiry)
  expect(uploadSessionOf(answer(200, json, {}, now + 30_000), now)?.expiresAt).toBe(Date.UTC(2026, 0, 2, 1))
})
