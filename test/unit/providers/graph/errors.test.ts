import { describe, expect, test } from 'vitest'
import { failureRules } from '../../../../src/shared/failure-catalogue.ts'
import { viewOf } from '../../../../src/shared/failure.ts'
import { problemOf, refusalOf } from '../../../../src/main/providers/graph/errors.ts'
import { answer } from '../../../support/answers.ts'

const now = Date.UTC(2026, 0, 1)
const facts = { name: 'scan.pdf', destination: 'onedrive:/Scans', account: 'work' }

function refusal(on: 'graph' | 'upload', status: number, error?: unknown, headers: Record<string, string> = {}) {
  return refusalOf(answer(status, error === undefined ? undefined : { error }, headers), {
    host: 'h.example',
    on,
    now,
    facts,
  })
}

const inner = (code: string, word: string) => ({ code: 'invalidRequest', message: 'x', [word]: { code } })

describe('what an answer stands for', () => {
  test.each<[on: 'graph' | 'upload', status: number, error: unknown, code: string]>([
    // graph.md A4: create
    [
      'graph',
      409,
      { code: 'nameAlreadyExists', message: 'An upload session already exists for this file' },
      'name-held-by-lost-session',
    ],
    [
      'graph',
      409,
      { code: 'nameAlreadyExists', message: 'A file with the same name is currently being uploaded by x' },
      'name-held-by-lost-session',
    ],
    ['graph', 409, { code: 'nameAlreadyExists', message: 'The specified item name already exists.' }, 'name-taken'],
    ['graph', 409, { code: 'resourceModified', message: 'x' }, 'changed-at-destination'],
    [
      'graph',
      412,
      { code: 'notAllowed', message: "ETag does not match current item's value" },
      'changed-at-destination',
    ],
    ['graph', 423, { code: 'notAllowed', innerError: { code: 'resourceLocked' } }, 'destination-locked'],
    ['graph', 507, { code: 'quotaLimitReached' }, 'destination-full'],
    ['graph', 403, { code: 'quotaLimitReached' }, 'destination-full'],
    ['graph', 404, { code: 'itemNotFound' }, 'destination-gone'],
    ['graph', 403, { code: 'accessDenied' }, 'destination-denied'],
    ['graph', 401, { code: 'InvalidAuthenticationToken' }, 'signed-out'],
    ['graph', 400, inner('pathIsTooLong', 'innerError'), 'path-too-long'],
    ['graph', 400, inner('invalidPath', 'innererror'), 'name-not-allowed'],
    ['graph', 400, { code: 'invalidRequest' }, 'destination-refused'],
    ['graph', 405, undefined, 'destination-refused'],
    // graph.md A5: ranges
    ['upload', 400, { code: 'invalidRequest' }, 'destination-refused'],
    ['upload', 400, inner('uploadSessionFailed', 'innererror'), 'session-lost'],
    ['upload', 400, inner('uploadSessionNotFound', 'innererror'), 'session-lost'],
    ['upload', 400, { code: 'invalidRequest', message: 'Upload session not found' }, 'session-lost'],
    ['upload', 401, { code: 'unauthenticated', innerError: { code: 'expiredToken' } }, 'session-lost'],
    ['upload', 403, { code: 'accessDenied' }, 'session-lost'],
    ['upload', 404, { code: 'itemNotFound' }, 'session-lost'],
    ['upload', 410, undefined, 'session-lost'],
    ['upload', 409, { code: 'nameAlreadyExists' }, 'name-taken'],
    ['upload', 409, { code: 'upload_name_conflict' }, 'name-taken'],
    ['upload', 409, { code: 'resourceModified' }, 'changed-at-destination'],
    ['upload', 409, { code: 'conflict' }, 'session-busy'],
    ['upload', 412, { code: 'resourceModified' }, 'changed-at-destination'],
    ['upload', 413, { code: 'invalidRequest' }, 'request-too-large'],
    ['upload', 413, undefined, 'request-too-large'],
    ['upload', 400, { code: 'x', message: 'The Content-Range header is missing or malformed.' }, 'upload-altered'],
    ['upload', 413, inner('maxFileSizeExceeded', 'innererror'), 'too-large'],
    ['upload', 416, inner('fragmentOverlap', 'innererror'), 'out-of-step'],
    ['upload', 416, undefined, 'out-of-step'],
    ['upload', 423, { code: 'accessDenied', message: 'The file is currently checked out' }, 'destination-locked'],
    ['upload', 429, undefined, 'throttled'],
    ['upload', 500, { code: 'generalException' }, 'server-error'],
    ['upload', 502, undefined, 'server-error'],
    ['upload', 503, undefined, 'server-error'],
    ['upload', 504, undefined, 'server-error'],
    ['upload', 408, undefined, 'server-error'],
    ['upload', 507, { code: 'quotaLimitReached' }, 'destination-full'],
    ['upload', 509, undefined, 'throttled'],
    ['upload', 999, undefined, 'server-error'],
    // Successes that don't belong there
    ['upload', 200, undefined, 'bad-response'],
    ['upload', 204, undefined, 'bad-response'],
    ['upload', 206, {}, 'bad-response'],
  ])('%s %i %j: %s', (on, status, error, code) => {
    const found = refusal(on, status, error)
    expect(found.code).toBe(code)
    const { message } = viewOf(found, now)
    const missing = [...failureRules[found.code].message.matchAll(/\{(\w+)(?::bytes)?\}/g)].map(([, key]) => key)
    // Sizes and lengths are only known where they were measured.
    if (!missing.includes('length')) expect(message.replace('has …;', '')).not.toContain('…')
  })
})

describe('when to come back', () => {
  test.each([
    [429, '3', 3_000],
    [503, '41', 41_000],
    [503, 'Thu, 01 Jan 2026 00:05:15 GMT', 315_000],
    [429, '99999999', 3_600_000],
    [408, '2', 2_000],
  ])('%i with %s', (status, header, ms) => {
    expect(refusal('upload', status, {}, { 'Retry-After': header })).toMatchObject({
      code: 'throttled',
      notBefore: now + ms,
    })
  })

  test('without a word about it, only the engine decides', () => {
    expect(refusal('upload', 429).notBefore).toBeUndefined()
    expect(refusal('upload', 503)).toMatchObject({ code: 'server-error' })
  })

  test("a date is counted by the server's own clock", () => {
    const skewed = answer(429, {}, { 'Retry-After': 'Fri, 02 Jan 2026 00:00:10 GMT' }, Date.UTC(2026, 0, 2))
    expect(refusalOf(skewed, { host: 'h', on: 'graph', now, facts }).notBefore).toBe(now + 10_000)
  })

  test('throttled by its code, whatever the status', () => {
    const error = { code: 'x', innerError: { code: 'throttledRequest', innerError: { code: 'quota' } } }
    expect(refusal('graph', 400, error).code).toBe('throttled')
  })
})

test('the chain of codes is read in every spelling, and no deeper than makes sense', () => {
  const error = { code: 'a', message: 'words', innererror: { Code: 'b', innerError: { code: 'c', message: 'more' } } }
  expect(problemOf(answer(400, { error }))).toEqual({ codes: ['a', 'b', 'c'], message: 'words' })
  expect(problemOf(answer(400, { Error: { Code: 'A' } }))).toEqual({ codes: ['A'], message: '' })
  expect(problemOf(answer(400, { error: 'invalid_grant' }))).toEqual({ codes: ['invalid_grant'], message: '' })
  let deep: unknown = { code: 'deepest' }
  for (let i = 0; i < 100; i += 1) deep = { innerError: deep }
  expect(problemOf(answer(400, { error: deep })).codes).toEqual([])
  for (const odd of [undefined, null, 1, 'x', [], { error: null }, { error: [] }, { error: { code: 5 } }]) {
    expect(problemOf(answer(400, odd)).codes).toEqual([])
  }
})

test('what the service quotes of our secrets is not repeated', () => {
  const jwt = `eyJ${'a'.repeat(80)}.eyJ${'b'.repeat(80)}.sig`
  const message = `The URL https://x.example/up?guid='1'&tempauth=${jwt} expired; tempauth=short ${jwt}\nnext line`
  const text = JSON.stringify(refusal('upload', 400, { code: 'invalidRequest', message }))
  expect(text).not.toMatch(/eyJ|x\.example\/|tempauth=short|\\n/)
  expect(text).toContain('expired')
})
