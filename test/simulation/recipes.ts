/** Schedules that once broke an invariant, made small: they must never again. */

import type { Schedule } from './schedule/entry.ts'
import { serviceRecipes } from './services/recipes.ts'

const base = {
  destination: 'onedrive:/Inbox',
  switches: {},
  watch: null,
  slots: { small: 4, large: 1 },
  calmAt: 20_000,
} as const

export const recipes: readonly (Schedule & { readonly name: string })[] = [
  {
    ...base,
    name: 'a drive that shows a new file late gets it once',
    seed: 259,
    files: [{ name: 'Foto 1', size: 6_146 }],
    switches: { hashesAfterMs: 2_000, visibleAfterMs: 8_000 },
    entries: [{ at: 500, kind: 'add', file: 0, conflict: 'rename' }],
  },
  {
    ...base,
    name: 'a pause that could not be stored leaves nothing at work that nobody works on',
    seed: 5_135,
    files: [{ name: 'scan 1.bin', size: 15_931 }],
    entries: [
      { at: 0, kind: 'line', fault: 'answer late', on: 'range', skip: 1 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
      { at: 6_000, kind: 'store', trouble: 'SQLITE_IOERR_WRITE', calls: 1, statement: 1 },
      { at: 6_001, kind: 'user', act: 'pause', file: 0 },
    ],
  },
  {
    ...base,
    name: 'a cancel that could not be stored goes on by itself',
    seed: 5_136,
    calmAt: 60_000,
    files: [{ name: 'scan 1.bin', size: 15_931 }],
    entries: [
      { at: 0, kind: 'line', fault: 'answer late', on: 'delete', skip: 0 },
      { at: 0, kind: 'line', fault: 'answer late', on: 'range', skip: 1 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
      { at: 2_000, kind: 'user', act: 'cancel', file: 0 },
      { at: 10_000, kind: 'store', trouble: 'SQLITE_FULL', calls: 1, statement: 1 },
    ],
  },
  {
    ...base,
    name: 'a pause asked for by the answer to a deletion holds for what comes next',
    seed: 3_063,
    calmAt: 60_000,
    files: [{ name: 'Foto 1.docx', size: 15_931 }],
    entries: [
      { at: 0, kind: 'line', fault: 'gateway 429', on: 'delete', skip: 0 },
      { at: 0, kind: 'line', fault: 'answer late', on: 'range', skip: 0 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
      { at: 3_000, kind: 'file', act: 'overwrite', file: 0, bytes: 700 },
    ],
  },
  {
    ...base,
    name: 'a pause that the service asked for lasts as long when the clock is set forward',
    seed: 2_069,
    calmAt: 60_000,
    files: [{ name: 'scan 2', size: 11_428 }],
    entries: [
      { at: 0, kind: 'line', fault: 'applied, then 429', on: 'range', skip: 0 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
      { at: 4_000, kind: 'clock', ms: 600_000 },
      { at: 4_001, kind: 'user', act: 'retry all', file: 0 },
    ],
  },
  {
    ...base,
    name: 'a wish to wait is heard though the answer does not end after its head',
    seed: 33_876,
    calmAt: 60_000,
    files: [{ name: 'log 1.jpg', size: 10_568 }],
    entries: [
      { at: 0, kind: 'line', fault: 'answer stalls', on: 'range', skip: 0 },
      { at: 0, kind: 'service', name: 'F4', fault: { preset: 'F4' } },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
    ],
  },
  {
    ...base,
    name: 'no wait freezes when the clock is set back',
    seed: 2_070,
    calmAt: 60_000,
    files: [{ name: 'scan 2', size: 11_428 }],
    entries: [
      { at: 0, kind: 'line', fault: 'applied, then 429', on: 'range', skip: 0 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
      { at: 4_000, kind: 'clock', ms: -30 * 24 * 3_600_000 },
    ],
  },
  ...serviceRecipes,
  {
    ...base,
    name: 'a program that starts while its drive is unmounted takes no file for deleted',
    seed: 11_340,
    calmAt: 60_000,
    watch: 'upload',
    files: [{ name: 'Foto 1.bin', size: 7_186 }],
    entries: [
      { at: 5_000, kind: 'file', act: 'unmount, leaving an empty folder', file: 0, bytes: 0 },
      { at: 6_000, kind: 'stop', downMs: 500 },
    ],
  },
  {
    ...base,
    name: 'who is asked to wait while a cancel looks whether it came too late waits',
    seed: 485,
    calmAt: 60_000,
    files: [
      { name: 'Foto 1', size: 3_100 },
      { name: 'Foto 2', size: 3_100 },
    ],
    entries: [
      { at: 0, kind: 'line', fault: 'answer late', on: 'range', skip: 0 },
      { at: 0, kind: 'line', fault: 'gateway 503 with a time', on: 'look', skip: 1 },
      { at: 500, kind: 'add', file: 0, conflict: 'fail' },
      { at: 2_000, kind: 'user', act: 'cancel', file: 0 },
      { at: 4_000, kind: 'add', file: 1, conflict: 'fail' },
    ],
  },
  {
    ...base,
    name: 'a file that a lost session had become is not sent again under another name where the drive shows it late',
    seed: 32_252,
    calmAt: 240_000,
    watch: 'upload',
    files: [{ name: 'Foto 1.bin', size: 31_036 }],
    switches: { partialAccept: true, visibleAfterMs: 23_128 },
    entries: [
      { at: 3_265, kind: 'service', name: 'F5', fault: { preset: 'F5' } },
      { at: 3_353, kind: 'file', act: 'overwrite', file: 0, bytes: 4_105 },
      { at: 6_095, kind: 'line', fault: 'request lost in silence', on: 'delete', skip: 0 },
    ],
  },
  {
    ...base,
    name: 'a file that stays locked is given up in time, counted from when the computer was awake again',
    seed: 26_163,
    files: [{ name: 'été 1', size: 4_618 }],
    entries: [
      { at: 71, kind: 'add', file: 0, conflict: 'skip' },
      { at: 211, kind: 'service', name: 'F27', fault: { preset: 'F27' } },
      { at: 4_123, kind: 'sleep', ms: 114_076_110 },
    ],
  },
]
