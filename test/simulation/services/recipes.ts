/** Schedules that once broke an invariant at Box, Outlook, To Do or a printer, made small. */

import type { Schedule } from '../schedule/entry.ts'

const base = { switches: {}, watch: null, slots: { small: 4, large: 1 }, calmAt: 20_000 } as const
const draft = 'outlook:messages/practice-draft'
const printer = 'print:printers/practice-printer'

export const serviceRecipes: readonly (Schedule & { readonly name: string })[] = [
  {
    ...base,
    name: 'a file that was attached and answered with 429 is looked for before it is sent again',
    destination: draft,
    seed: 184,
    files: [{ name: 'scan 4.docx', size: 2_683 }],
    entries: [
      { at: 0, kind: 'line', fault: 'applied, then 429', on: 'single', skip: 0 },
      { at: 500, kind: 'add', file: 0, conflict: 'replace' },
    ],
  },
  {
    ...base,
    name: 'a start that was answered with 429 makes everybody wait',
    destination: printer,
    seed: 185,
    files: [
      { name: 'log 2.jpg', size: 321 },
      { name: 'scan 4.jpg', size: 2_683 },
    ],
    entries: [
      { at: 0, kind: 'line', fault: 'applied, then 429', on: 'commit', skip: 0 },
      { at: 500, kind: 'add', file: 1, conflict: 'replace' },
      { at: 3_300, kind: 'add', file: 0, conflict: 'replace' },
    ],
  },
  {
    ...base,
    name: 'a file that is touched while its job is printed is printed once',
    destination: printer,
    seed: 1_130,
    switches: { printProcessingMs: 1_454 },
    files: [{ name: 'Foto 1.txt', size: 842 }],
    entries: [
      { at: 152, kind: 'add', file: 0, conflict: 'fail' },
      { at: 1_939, kind: 'file', act: 'touch', file: 0, bytes: 0 },
    ],
  },
  {
    ...base,
    name: 'who is asked to wait while a start is looked into waits',
    destination: printer,
    seed: 188,
    files: [
      { name: 'log 2.jpg', size: 321 },
      { name: 'log 3.jpg', size: 321 },
    ],
    entries: [
      { at: 0, kind: 'line', fault: 'name unknown', on: 'commit', skip: 0 },
      { at: 0, kind: 'line', fault: 'gateway 503 with a time', on: 'look', skip: 2 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
      { at: 6_000, kind: 'add', file: 1, conflict: 'fail' },
    ],
  },
  {
    ...base,
    name: 'who is asked to wait cancels no job meanwhile',
    destination: printer,
    seed: 189,
    files: [{ name: 'log 2.jpg', size: 321 }],
    entries: [
      { at: 0, kind: 'line', fault: 'gateway 429', on: 'create', skip: 1 },
      { at: 0, kind: 'line', fault: 'gateway 503 with a time', on: 'delete', skip: 0 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
    ],
  },
  {
    ...base,
    name: 'who is asked to wait while the account says how much it takes waits',
    destination: 'box:/Inbox',
    seed: 187,
    files: [{ name: 'log 2.jpg', size: 30_000 }],
    entries: [
      { at: 0, kind: 'line', fault: 'gateway 503 with a time', on: 'look', skip: 1 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
    ],
  },
  {
    ...base,
    name: 'who is asked to wait by the answer to an orphaned job waits',
    destination: printer,
    seed: 97_775,
    files: [{ name: 'Foto 4.txt', size: 5_642 }],
    entries: [
      { at: 0, kind: 'line', fault: 'gateway 429', on: 'delete', skip: 0 },
      { at: 0, kind: 'line', fault: 'answer lost', on: 'create', skip: 1 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
    ],
  },
  {
    ...base,
    name: 'a wish to wait that comes between a job and its session holds for the session',
    destination: printer,
    seed: 27_755,
    calmAt: 60_000,
    files: [
      { name: 'Foto 1.txt', size: 2_240 },
      { name: 'Foto 2.txt', size: 10_426 },
    ],
    entries: [
      { at: 0, kind: 'line', fault: 'answers overtake', on: 'create', skip: 2 },
      { at: 0, kind: 'line', fault: 'applied, then 429', on: 'commit', skip: 0 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
      { at: 560, kind: 'add', file: 1, conflict: 'fail' },
    ],
  },
  {
    ...base,
    name: 'a service in trouble that names a time is left alone by those at work, too',
    destination: 'box:/Inbox',
    seed: 48_354,
    calmAt: 60_000,
    files: [
      { name: 'Foto 1.txt', size: 30_721 },
      { name: 'Foto 2.txt', size: 9_065 },
    ],
    entries: [
      { at: 146, kind: 'add', file: 0, conflict: 'fail' },
      { at: 205, kind: 'spell', fault: 'slow line', forMs: 60_000 },
      { at: 3_310, kind: 'add', file: 1, conflict: 'skip' },
      { at: 3_339, kind: 'spell', fault: 'gateway 503 with a time', forMs: 30_000 },
    ],
  },
  // Only the head of the answer arrives, and it is in the head that the time is named.
  ...(
    [
      ['onedrive:/Inbox', 'put'],
      ['outlook:events/practice-event', 'put'],
      ['box:/Inbox', 'put'],
      [printer, 'createJob'],
    ] as const
  ).map(([destination, op]) => ({
    ...base,
    name: `a wish to wait is heard though the answer breaks off after its head (${destination})`,
    destination,
    seed: 76_624,
    files: [{ name: 'Foto 1.txt', size: 33_875 }],
    entries: [
      { at: 0, kind: 'service', name: 'cut off', fault: { match: { op }, action: 'truncate', params: { bytes: 12 } } },
      {
        at: 0,
        kind: 'service',
        name: 'throttled',
        fault: {
          match: { op },
          action: 'respond',
          params: { status: 429, code: 'tooManyRequests', retryAfter: 7 },
        },
      },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
    ] as const,
  })),
  // One range breaks, and the answer to the last one that is beside it asks for a pause.
  ...[194, 198, 203].map((seed) => ({
    ...base,
    name: `a wish to wait is heard from a range that nothing else is decided from (${seed})`,
    destination: printer,
    seed,
    files: [{ name: 'log 2.jpg', size: 12_000 }],
    entries: [
      { at: 0, kind: 'line', fault: 'reset in the body', on: 'range', skip: 0 },
      { at: 0, kind: 'line', fault: 'applied, then 429', on: 'range', skip: 0 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
    ] as const,
  })),
  // Killed where the job is known to be printed and its digest is not yet made.
  ...[44, 46].map((steps) => ({
    ...base,
    name: `what was printed is not remembered with the digest of a later version (${steps})`,
    destination: printer,
    seed: 186,
    calmAt: 60_000,
    switches: { printProcessingMs: 0 },
    files: [{ name: 'log 2.jpg', size: 321 }],
    entries: [
      { at: 0, kind: 'kill', steps, isDone: true, downMs: 10_000 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
      { at: 5_000, kind: 'file', act: 'overwrite', file: 0, bytes: 700 },
    ] as const,
  })),
  {
    ...base,
    name: 'a printer that takes back what it had confirmed gets it again, and what it said before is no loss',
    destination: 'print:shares/practice-printer-share',
    seed: 41_746,
    calmAt: 60_000,
    files: [{ name: 'été 2.pdf', size: 25_601 }],
    entries: [
      { at: 19, kind: 'add', file: 0, conflict: 'fail' },
      {
        at: 123,
        kind: 'service',
        name: 'told: backwards, really',
        fault: { match: { op: 'put' }, action: 'ranges', params: { shape: 'backwards', really: true } },
      },
    ],
  },
  {
    ...base,
    name: 'a file that was attached, and whose answer was lost, is found beside another one of its name',
    destination: 'outlook:events/practice-event',
    seed: 11_491,
    calmAt: 3 * 3_600_000,
    files: [{ name: 'scan 1', size: 1_779 }],
    entries: [
      { at: 118_928, kind: 'add', file: 0, conflict: 'rename' },
      { at: 118_936, kind: 'user', act: 'cancel', file: 0 },
      { at: 118_968, kind: 'call', error: 'EMFILE', on: 'resolve', skip: 1, times: 1 },
      { at: 119_841, kind: 'user', act: 'retry', file: 0 },
      {
        at: 120_587,
        kind: 'service',
        name: 'attach is lost',
        fault: { match: { op: 'attach' }, action: 'reset', params: { at: 'stored' } },
      },
      { at: 120_905, kind: 'other', act: 'same name attached', file: 0 },
    ],
  },
  {
    ...base,
    name: 'a person who pauses and then resumes has a file that goes on, also where the pause had to wait',
    destination: draft,
    seed: 19_586,
    files: [{ name: 'log 1', size: 626 }],
    entries: [
      { at: 743, kind: 'clock', ms: 93_600_000 },
      { at: 4_544, kind: 'spell', fault: 'request lost in silence', forMs: 2_180 },
      { at: 4_559, kind: 'add', file: 0, conflict: 'replace' },
      { at: 7_381, kind: 'user', act: 'pause', file: 0 },
    ],
  },
]
