import { describe, expect, test } from 'vitest'
import { type Asking, refusalOf } from '../../../../src/main/providers/box/errors.ts'
import { failureRules } from '../../../../src/shared/failure-catalogue.ts'
import { type FailureCode, viewOf } from '../../../../src/shared/failure.ts'
import { answer } from '../../../support/answers.ts'

const now = Date.UTC(2026, 0, 1)
const facts = { name: 'scan.pdf', destination: 'box:/Scans', account: 'work' }

function refusal(on: Asking, status: number, code: string | null, headers: Record<string, string> = {}) {
  const body = code === null ? undefined : { type: 'error', status, code, message: `Words about ${code}.` }
  return refusalOf(answer(status, body, headers), { host: 'h.example', on, now, facts })
}

/** Without a body at all, as a token that ended is told (box-and-peers.md 1.12). */
function bare(on: Asking, status: number, headers: Record<string, string> = {}) {
  return refusalOf({ ...answer(status, undefined, headers), text: '' }, { host: 'h.example', on, now, facts })
}

const everywhere: readonly Asking[] = ['item', 'create', 'direct', 'session', 'part', 'commit']
const sessions: readonly Asking[] = ['session', 'part', 'commit']
const outside: readonly Asking[] = ['item', 'create', 'direct']

type Row = [status: number, code: string | null, on: readonly Asking[], is: FailureCode]

const table: readonly Row[] = [
  // 1.12
  [429, 'rate_limit_exceeded', everywhere, 'throttled'],
  [429, 'too_many_requests', everywhere, 'throttled'],
  [403, 'rate_limit_exceeded', everywhere, 'throttled'],
  [401, 'unauthorized', everywhere, 'signed-out'],
  [500, 'internal_server_error', everywhere, 'server-error'],
  [502, 'bad_gateway', everywhere, 'server-error'],
  [503, 'unavailable', everywhere, 'server-error'],
  [504, null, everywhere, 'server-error'],
  [408, null, everywhere, 'server-error'],
  [411, 'length_required', everywhere, 'destination-refused'],
  // 1.2, 1.14 D8: quota and size, with every status that some page names
  [403, 'storage_limit_exceeded', everywhere, 'destination-full'],
  [409, 'storage_limit_exceeded', everywhere, 'destination-full'],
  [413, 'storage_limit_exceeded', everywhere, 'destination-full'],
  [507, 'insufficient_storage', everywhere, 'destination-full'],
  [507, null, everywhere, 'destination-full'],
  [403, 'file_size_limit_exceeded', everywhere, 'too-large'],
  [413, 'file_size_limit_exceeded', everywhere, 'too-large'],
  [413, 'request_entity_too_large', ['direct'], 'other-way-only'],
  [413, null, ['direct'], 'other-way-only'],
  [413, 'request_entity_too_large', ['item', 'create', 'part', 'commit'], 'too-large'],
  [413, null, ['item', 'create', 'part', 'commit'], 'too-large'],
  // 1.4
  [400, 'file_size_too_small', ['create'], 'other-way-only'],
  [400, 'item_name_invalid', outside, 'name-not-allowed'],
  [400, 'item_name_too_long', outside, 'name-not-allowed'],
  [400, 'missing_destination', ['create'], 'destination-gone'],
  [400, 'invalid_folder_id', ['create'], 'destination-gone'],
  [404, 'invalid_parameter', ['create'], 'destination-gone'],
  [404, 'not_found', outside, 'destination-gone'],
  [404, 'trashed', outside, 'destination-gone'],
  [410, null, outside, 'destination-gone'],
  [400, 'missing_file_size', ['create'], 'destination-refused'],
  [400, 'invalid_file_size', ['create'], 'destination-refused'],
  [400, 'missing_file_name', ['create'], 'destination-refused'],
  [409, 'item_name_in_use', everywhere, 'name-taken'],
  [409, 'conflict', outside, 'name-taken'],
  [409, 'session_conflict', ['create'], 'name-held-by-lost-session'],
  [409, 'name_temporarily_reserved', everywhere, 'session-busy'],
  [409, 'operation_blocked_temporary', everywhere, 'session-busy'],
  // 1.3
  [400, 'bad_digest', ['direct'], 'arrived-damaged'],
  [400, 'metadata_after_file_contents', ['direct'], 'destination-refused'],
  [412, 'precondition_failed', ['direct', 'create', 'commit'], 'changed-at-destination'],
  // 1.5, 1.6
  [409, 'range_overlaps_existing_part', ['part'], 'out-of-step'],
  [416, 'range_overlaps_existing_part', ['part'], 'out-of-step'],
  [409, 'conflict', ['part'], 'out-of-step'],
  [412, 'precondition_failed', ['part'], 'arrived-damaged'],
  [412, null, ['part'], 'arrived-damaged'],
  [400, 'bad_digest', ['part'], 'arrived-damaged'],
  [416, 'invalid_range', ['part'], 'destination-refused'],
  [416, null, ['part'], 'destination-refused'],
  [400, 'invalid_upload_session_id', sessions, 'session-lost'],
  [404, 'upload_session_not_found', sessions, 'session-lost'],
  [410, 'session_expired', sessions, 'session-lost'],
  [410, 'upload_failed', sessions, 'session-lost'],
  [403, 'forbidden', sessions, 'destination-denied'],
  [400, 'invalid_offset', ['session'], 'destination-refused'],
  // 1.7
  [400, 'parts_mismatch', ['commit'], 'still-finishing'],
  [400, 'digest_mismatch', ['commit'], 'content-differs'],
  // 4.5
  [403, 'access_denied_insufficient_permissions', everywhere, 'destination-denied'],
  [403, 'insufficient_scope', everywhere, 'destination-denied'],
  [403, 'access_denied_item_locked', everywhere, 'destination-locked'],
  [423, null, everywhere, 'destination-locked'],
  [400, 'terms_of_service_required', everywhere, 'destination-refused'],
  [400, 'bad_request', everywhere, 'destination-refused'],
]

describe('what an answer stands for', () => {
  test.each(table)('%i %s on %j: %s', (status, code, on, is) => {
    for (const asking of on) {
      const found = code === null ? bare(asking, status) : refusal(asking, status, code)
      expect({ asking, code: found.code }).toEqual({ asking, code: is })
      const { message, nextStep } = viewOf(found, null)
      // Sentences are whole where the engine adds nothing.
      const { nextStep: plain } = failureRules[is]
      // The engine knows the size.
      expect(message.replace('has …;', '')).not.toContain('…')
      expect(nextStep.length).toBeGreaterThanOrEqual(plain.length / 2)
    }
  })

  test.each(everywhere)('a success that makes no sense is none (%s)', (on) => {
    expect(refusal(on, 200, null).code).toBe('bad-response')
    expect(refusal(on, 204, null).code).toBe('bad-response')
    expect(refusal(on, 202, null).code).toBe('bad-response')
  })

  test.each([400, 403, 404, 405, 409, 410, 412, 416])('a page of HTML with %i is not Box speaking', (status) => {
    for (const on of everywhere) expect(refusal(on, status, null).code).toBe('bad-response')
  })

  test.each<[number, FailureCode]>([
    [401, 'signed-out'],
    [413, 'too-large'],
    [429, 'throttled'],
    [502, 'server-error'],
    [503, 'server-error'],
  ])('but one with %i says %s', (status, is) => {
    expect(refusal('item', status, null).code).toBe(is)
  })

  test('an empty 401, an empty 404', () => {
    expect(bare('part', 401).code).toBe('signed-out')
    expect(bare('session', 404).code).toBe('session-lost')
    expect(bare('item', 404).code).toBe('destination-gone')
  })
})

describe('when to come back', () => {
  test.each([
    ['seconds', { 'Retry-After': '7' }, 7_000],
    ['seconds, in lower case', { 'retry-after': '7' }, 7_000],
    ['a date', { 'RETRY-AFTER': new Date(now + 9_000).toUTCString() }, 9_000],
  ])('%s', (_, headers, ms) => {
    for (const status of [429, 503]) expect(refusal('part', status, 'x', headers).notBefore).toBe(now + ms)
  })

  test('a date is counted by the clock of the server', () => {
    const theirs = now - 3_600_000
    const late = answer(429, { code: 'rate_limit_exceeded' }, { 'Retry-After': new Date(theirs + 5_000).toUTCString() })
    const found = refusalOf({ ...late, serverDate: theirs }, { host: 'h', on: 'part', now, facts })
    expect(found.notBefore).toBe(now + 5_000)
  })

  test('without a header nothing is made up', () => {
    expect(refusal('part', 429, 'rate_limit_exceeded')).not.toHaveProperty('notBefore')
  })
})

test('what it says is told, in one line and without secrets', () => {
  const message = 'Session F971964745A5CD0C001BBE4E58196BFD at\nhttps://upload.box.com/x is gone.'
  const found = refusalOf(answer(404, { code: 'upload_session_not_found', message }), {
    host: 'h.example',
    on: 'session',
    now,
    facts,
  })
  expect(found.facts['detail']).toBe('status 404, upload_session_not_found: Session (session) at (address) is gone.')
  expect(refusal('item', 400, 'item_name_invalid').facts['rule']).toBe('Words about item_name_invalid')
})
