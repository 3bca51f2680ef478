import { z } from 'zod'
import { boxCatalogue } from './box-catalogue.ts'
import { one, type Preset } from './preset.ts'

const throttled = {
  code: 'activityLimitReached',
  message: 'The request has been throttled',
  inner: ['throttledRequest', 'quota'],
}
const day = 24 * 60 * 60 * 1000

/**
 * The faults of graph.md H6 that concern drive items, by their numbers. F43 and F44 happen on the client's side. Each
 * is a default that a request may override: `{ "preset": "F1", "match": {…}, "params": {…}, "times": 3 }`.
 */
export const catalogue: Readonly<Record<string, Preset>> = {
  F1: { match: { op: 'put' }, steps: one('respond', { status: 429, ...throttled, retryAfter: 3 }) },
  F2: {
    match: { op: 'put' },
    steps: one('respond', { status: 429, ...throttled, retryAfter: 3, retryAfterAsDate: true }),
  },
  F3: { match: { op: 'put' }, steps: one('respond', { status: 429, ...throttled }) },
  F4: { match: { op: 'put' }, steps: one('respond', { status: 429, ...throttled, retryAfter: [41, 315] }), times: 2 },
  F5: { match: { op: 'put' }, steps: one('respond', { status: 503, code: 'serviceNotAvailable', stored: true }) },
  F6: { match: { op: 'put' }, steps: one('respond', { status: 500, code: 'generalException' }) },
  F7: {
    match: { op: 'put' },
    steps: [
      { action: 'delay', params: { ms: 2000 } },
      { action: 'respond', params: { status: 504, code: 'generalException' } },
    ],
  },
  F8: { match: { op: 'put' }, steps: one('reset', { at: 'body', afterBytes: 100_000 }) },
  F9: { match: { op: 'put' }, steps: one('reset', { at: 'body', afterBytes: 100_001, keep: true }) },
  F10: { match: { op: 'put' }, steps: one('reset', { at: 'stored' }) },
  F11: { match: { op: 'put', range: 'last' }, steps: one('reset', { at: 'stored' }) },
  F12: {
    match: { op: 'put', range: 'last' },
    steps: [
      { action: 'change', params: { what: 'overwrite', at: 'stored' } },
      { action: 'reset', params: { at: 'stored' } },
    ],
  },
  F13: { match: { op: 'put' }, steps: one('expireSession') },
  F14: { match: { op: 'put' }, steps: one('expireUploadToken') },
  F15: { match: { op: 'put' }, steps: one('respond', { status: 403, code: 'accessDenied' }) },
  F16: {
    match: { op: 'put' },
    steps: one('respond', {
      status: 416,
      code: 'invalidRange',
      message: 'Uploaded fragment overlaps with existing data.',
      inner: 'fragmentOverlap',
      stored: true,
    }),
  },
  F17: {
    match: { op: 'put' },
    steps: one('respond', { status: 416, code: 'invalidRange', inner: 'fragmentOverlap' }),
    times: 0,
  },
  F18: { match: { op: 'put' }, steps: one('ranges', { shape: 'stuck' }) },
  F19: { match: { op: 'put' }, steps: one('ranges', { shape: 'backwards' }) },
  F20: { match: { op: 'put' }, steps: one('ranges', { shape: 'beyond' }) },
  F21: { match: { op: 'put' }, steps: one('ranges', { shape: 'missing' }) },
  F22: { match: { op: 'put' }, steps: one('ranges', { shape: 'multiHole' }) },
  F23: {
    match: { op: 'put' },
    steps: [
      { action: 'ranges', params: { shape: 'noDash' } },
      { action: 'ranges', params: { shape: 'pascal' } },
    ],
  },
  F24: { match: { op: 'put', range: 'last' }, steps: one('change', { what: 'overwrite' }) },
  F25: { match: { op: 'put', range: 'last' }, steps: one('change', { what: 'create' }) },
  F26: { match: { op: 'put', range: 'last' }, steps: one('shrinkQuota') },
  F27: { match: { op: 'put', range: 'last' }, steps: one('change', { what: 'lock' }) },
  F28: {
    match: { op: 'put' },
    steps: [
      { action: 'slowRead', params: { bytesPerSecond: 200_000 } },
      { action: 'slowReply', params: { bytesPerSecond: 200 } },
    ],
  },
  F29: { match: { op: 'put' }, steps: one('slowReply', { headersAfterMs: 1500 }) },
  F30: { match: { host: 'upload' }, steps: one('refuseConnection') },
  F31: {
    match: { op: 'put' },
    steps: one('respond', {
      status: 502,
      contentType: 'text/html',
      body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
    }),
  },
  F32: { match: { op: 'put' }, steps: one('truncate', { bytes: 12 }) },
  F33: {
    match: { op: 'put' },
    steps: one('redirect', { status: 307, location: 'https://elsewhere.practice.example/up/x/s' }),
  },
  F34: { match: { op: 'create' }, steps: one('stillborn') },
  F35: {
    match: { op: 'create' },
    steps: one('respond', {
      status: 409,
      code: 'nameAlreadyExists',
      message: 'An upload session already exists for this file',
    }),
  },
  F36: { match: { op: 'delete' }, steps: one('respond', { status: 500, code: 'generalException' }) },
  F37: {
    match: { op: 'put', range: 'last' },
    steps: one('respond', { status: 500, code: 'generalException' }),
    times: 0,
  },
  F38: { match: { op: 'put', range: 'last' }, steps: one('rewrite') },
  F39: { match: { op: ['put', 'item'] }, steps: one('omitHashes') },
  F40: { match: { op: 'create' }, steps: one('revokeToken') },
  F41: { match: { op: ['create', 'put', 'get', 'item'] }, steps: one('skewDate', { ms: day }), times: 0 },
  F42: {
    match: { op: 'put', range: 'last' },
    steps: [
      { action: 'commitAs', params: { conflict: 'rename' } },
      { action: 'reset', params: { at: 'stored' } },
    ],
  },
}

const presetSchema = z.strictObject({
  preset: z.string(),
  id: z.string().optional(),
  match: z.record(z.string(), z.unknown()).optional(),
  /** Laid over the params of the first step. */
  params: z.record(z.string(), z.unknown()).optional(),
  times: z.number().int().nonnegative().optional(),
})

/** A fault by its number becomes the steps it stands for; anything else passes through. */
export function expandPreset(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('preset' in input)) return input
  const { preset, id, match, params, times } = presetSchema.parse(input)
  const known = catalogue[preset] ?? boxCatalogue[preset]
  if (!known) return input
  const [first, ...more] = known.steps
  const steps = first ? [{ action: first.action, params: { ...first.params, ...params } }, ...more] : []
  return {
    ...(id !== undefined && { id }),
    match: { ...known.match, ...match },
    steps,
    times: times ?? known.times ?? 1,
  }
}
