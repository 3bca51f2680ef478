/** Faults of the services themselves, in the words of the practice cloud (its catalogue of graph.md H6). */

import type { ServiceFault } from '../services/service-model.ts'

/** Numbers of its catalogue that a drive's client has to live with, and what their sizes are in this world's scale. */
const presets: readonly (readonly [preset: string, params?: object])[] = [
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => [`F${n}`] as const),
  ['F8', { afterBytes: 100 }],
  ['F9', { afterBytes: 1_001 }],
  ...[10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27].map((n) => [`F${n}`] as const),
  ['F28', { bytesPerSecond: 2_000 }],
  ...[29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41].map((n) => [`F${n}`] as const),
]

const others: readonly ServiceFault[] = [
  { name: 'create fails', fault: { match: { op: 'create' }, action: 'respond', params: { status: 500 } } },
  { name: 'create is lost', fault: { match: { op: 'create' }, action: 'reset', params: { at: 'stored' } } },
  {
    name: 'create throttled',
    fault: { match: { op: 'create' }, action: 'respond', params: { status: 429, retryAfter: 7 } },
  },
  { name: 'look fails', fault: { match: { op: 'item' }, action: 'respond', params: { status: 503 } } },
  { name: 'look is lost', fault: { match: { op: 'item' }, action: 'reset', params: { at: 'stored' } } },
  { name: 'position fails', fault: { match: { op: 'get' }, action: 'respond', params: { status: 500 } } },
  { name: 'position is lost', fault: { match: { op: 'get' }, action: 'reset', params: { at: 'stored' } } },
  { name: 'session gone at position', fault: { match: { op: 'get' }, action: 'expireSession' } },
  { name: 'range late', fault: { match: { op: 'put' }, action: 'delay', params: { ms: 30_000, at: 'stored' } } },
  { name: 'nothing told', fault: { match: { op: 'put' }, action: 'ranges', params: { shape: 'emptyBody' } } },
  { name: 'ranges null', fault: { match: { op: 'put' }, action: 'ranges', params: { shape: 'null' } } },
  { name: 'ranges empty', fault: { match: { op: 'put' }, action: 'ranges', params: { shape: 'empty' } } },
  { name: 'answer inflated', fault: { match: { op: 'item' }, action: 'inflate', params: { bytes: 2_000_000 } } },
  {
    name: 'html with 200',
    fault: {
      match: { op: 'put' },
      action: 'respond',
      params: { status: 200, contentType: 'text/html', body: '<html><body>Welcome</body></html>' },
    },
  },
  { name: 'item touched', fault: { match: { op: 'put', range: 'last' }, action: 'change', params: { what: 'touch' } } },
  { name: 'item deleted', fault: { match: { op: 'item' }, action: 'change', params: { what: 'delete' } } },
  { name: 'service clock on', fault: { match: { op: 'put' }, action: 'advanceClock', params: { ms: 1_200_000 } } },
]

export const driveFaults: readonly ServiceFault[] = [
  ...presets.map(([preset, params]) => ({
    name: preset,
    fault: { preset, ...(params === undefined ? {} : { params }) },
  })),
  ...others,
]
