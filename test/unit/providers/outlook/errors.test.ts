import { expect, test } from 'vitest'
import type { HttpAnswer } from '../../../../src/main/engine/ports/http.ts'
import { outlookRefusalOf } from '../../../../src/main/providers/outlook/errors.ts'

function answer(status: number, code = '', message = '', retryAfter: string | null = null): HttpAnswer {
  const json = { error: { code, message } }
  const header = (name: string) => (name === 'retry-after' ? retryAfter : null)
  return { status, header, text: JSON.stringify(json), json, serverDate: null }
}

const facts = { name: 'a.pdf', destination: 'outlook:messages/M' }

test.each([
  ['open', 'graph', 400, 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize', '', 'other-way-only'],
  ['put', 'graph', 400, 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize', '', 'destination-refused'],
  ['put', 'graph', 413, 'BadRequest', '', 'other-way-only'],
  ['put', 'graph', 400, 'BadRequest', 'The maximum request length supported is 4MB.', 'other-way-only'],
  ['open', 'graph', 400, 'ErrorMessageSizeExceeded', '', 'too-large'],
  ['put', 'graph', 413, 'ErrorMessageSizeExceeded', '', 'too-large'],
  ['range', 'upload', 400, 'ErrorInvalidRequest', '', 'out-of-step'],
  ['range', 'upload', 409, '', '', 'out-of-step'],
  ['range', 'upload', 401, 'InvalidAuthenticationToken', '', 'session-lost'],
  ['range', 'upload', 404, 'ErrorItemNotFound', '', 'session-lost'],
  ['range', 'upload', 429, 'ApplicationThrottled', '', 'throttled'],
  ['range', 'upload', 503, '', '', 'server-error'],
  ['open', 'graph', 403, 'ErrorAccessDenied', '', 'destination-denied'],
  ['other', 'graph', 404, 'ErrorItemNotFound', '', 'destination-gone'],
  ['other', 'graph', 401, 'InvalidAuthenticationToken', '', 'signed-out'],
  ['other', 'graph', 200, '', '', 'bad-response'],
] as const)('%s on %s: %i %s %s: %s', (asking, on, status, code, message, is) => {
  const context = { host: 'graph.example', on, now: 1_000, facts }
  expect(outlookRefusalOf(answer(status, code, message), asking, context)).toMatchObject({ code: is, facts })
})

test('how long to wait is kept, and whose limit it was is told', () => {
  const context = { host: 'graph.example', on: 'upload', now: 1_000, facts } as const
  expect(outlookRefusalOf(answer(429, '', '', '7'), 'range', context).notBefore).toBe(8_000)
  expect(outlookRefusalOf(answer(400, 'ErrorMessageSizeExceeded'), 'open', context).facts['limit']).toContain('35 MB')
})
