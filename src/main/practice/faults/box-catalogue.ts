import { one, type Preset, type Steps } from './preset.ts'

const month = 30 * 24 * 60 * 60 * 1000

function box(op: string | readonly string[], steps: Steps, times?: number): Preset {
  return { match: { protocol: 'box', op }, steps, ...(times !== undefined && { times }) }
}

function refused(status: number, code: string, more: Readonly<Record<string, unknown>> = {}): Steps {
  return one('respond', { status, code, ...more })
}

/**
 * The faults of box-and-peers.md 4.6, by their numbers. F29 is a table of file sizes and needs no fault; F18's other
 * shape is the switch `boxConflicts`, and the slow service of F26 the switch `boxProcessingMs`.
 */
export const boxCatalogue: Readonly<Record<string, Preset>> = {
  'box-F1': box('commit', one('respond', { status: 202, retryAfter: 2 }), 2),
  'box-F2': box('commit', one('respond', { status: 202 })),
  'box-F3': box('put', refused(500, 'internal_server_error', { stored: true })),
  'box-F4': box('put', one('reset', { at: 'stored' })),
  'box-F5': box('put', refused(412, 'precondition_failed')),
  'box-F6': box('put', refused(429, 'rate_limit_exceeded', { retryAfter: 2 })),
  'box-F7': box('put', refused(503, 'unavailable'), 2),
  'box-F8': box('put', one('reset', { at: 'body', afterBytes: 30_000 })),
  // Stored, and nobody says so until somebody lets the gate go.
  'box-F9': box('put', one('hold', { gate: 'box-F9', at: 'stored' })),
  'box-F10': box(
    'put',
    one('respond', { status: 200, body: '{"part":{"part_id":"6F2D', contentType: 'application/json' }),
  ),
  'box-F11': box('put', one('revokeToken')),
  'box-F12': box('token', one('reset', { at: 'stored' })),
  'box-F13': box('put', one('expireSession')),
  'box-F14': box('put', one('failSession')),
  'box-F15': box('commit', one('reset', { at: 'stored' })),
  'box-F16': box('commit', refused(400, 'parts_mismatch'), 3),
  'box-F17': box('commit', refused(400, 'digest_mismatch')),
  'box-F18': box('commit', one('change', { what: 'create' })),
  'box-F19': box('create', one('sessionConflict')),
  'box-F20': box('create', refused(400, 'file_size_too_small')),
  'box-F21': box(['create', 'put'], refused(403, 'storage_limit_exceeded')),
  'box-F22': box('parts', [
    { action: 'hideParts', params: { parts: 1 } },
    { action: 'shortPages', params: { entries: 1 } },
  ]),
  'box-F23': box('create', one('partSize', { bytes: 65_536 })),
  'box-F24': box('create', one('moveEndpoints')),
  'box-F25': box('parts', one('flipBit')),
  'box-F26': box('commit', one('respond', { status: 202, retryAfter: 1 }), 20),
  'box-F27': box(
    'put',
    one('respond', {
      status: 502,
      contentType: 'text/html',
      body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
    }),
  ),
  'box-F27b': box('commit', refused(503, 'unavailable')),
  // To a client's clock the session ended weeks ago.
  'box-F28': box('create', one('advanceClock', { ms: -month })),
  'box-F30': box('delete', refused(500, 'internal_server_error')),
}
