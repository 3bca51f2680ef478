/** A schedule from its seed: which files, which service, what goes wrong and what people do, until it is calm. */

import { type LineFaultName, lineFaults } from '../models/line-faults.ts'
import { modelOf } from '../services/models.ts'
import type { ServiceModel } from '../services/service-model.ts'
import { Chance } from '../world/chance.ts'
import { type FileAct, fileActs } from '../file-acts.ts'
import { callErrors } from '../models/file-system.ts'
import { storeTroubles } from '../models/store-port.ts'
import type { Entry, PlannedFile, Schedule, UserAct } from './entry.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

const changes: readonly FileAct[] = ['append', 'truncate', 'overwrite', 'replace', 'rewrite in secret']
/** What happens to files most often is there more than once. */
const fileChoices: readonly FileAct[] = [
  ...(Object.keys(fileActs) as FileAct[]),
  ...changes,
  ...changes,
  ...changes,
  'remove',
  'rename',
]
const folderChoices: readonly FileAct[] = ['new file', 'new file', 'new folder', 'new folder', 'overwrite', 'rename']

const userActs: readonly UserAct[] = [
  'pause',
  'resume',
  'resume',
  'cancel',
  'retry',
  'retry',
  'pause all',
  'resume all',
  'retry all',
  'sign out',
  'sign in',
  'pause and resume again and again',
  'add twice at once',
  'look at everything',
]
const watchActs: readonly UserAct[] = ['watch', 'watch', 'remove watch', 'pause watch', 'resume watch', 'resume watch']

const faultNames = Object.keys(lineFaults) as LineFaultName[]
const spells: readonly LineFaultName[] = [
  'name unknown',
  'no route',
  'connection times out',
  'request lost in silence',
  'sign-in page',
  'sign-in page by redirect',
  'gateway 503 with a time',
  'slow line',
]
const policies = ['fail', 'rename', 'replace', 'skip'] as const

/** Multiples of the alignment, one more and one less; single ranges and many; nothing at all. */
function sizeFrom(chance: Chance): number {
  // Beyond what 32 bits count, in this world's scale (load/edits.ts).
  if (chance.happens(0.004)) return 4 * 1024 * 1024 + chance.between(150_000, 400_000)
  const few = chance.between(0, 6) * 5_120
  switch (chance.between(0, 7)) {
    case 0:
      return chance.oneOf([0, 1, 319, 320, 321, 5_119, 5_120, 5_121])
    case 1:
      return Math.max(0, few + chance.between(-1, 1))
    case 2:
      return chance.between(20_000, 60_000)
    default:
      return chance.between(1, 18_000)
  }
}

export function plan(seed: number, destination: string): Schedule {
  const chance = new Chance(seed, 'schedule')
  const model = modelOf(destination)
  const files: PlannedFile[] = Array.from({ length: chance.skewed(1, 4) }, (_, index) => ({
    name: `${chance.oneOf(['log', 'scan', 'Foto', 'été'])} ${index + 1}${chance.oneOf(model.endings)}`,
    size: sizeFrom(chance),
  }))
  const calmAt = chance.happens(0.03) ? 3 * hour : chance.oneOf([5 * second, 20 * second, minute, 4 * minute])
  const entries: Entry[] = files.map((_, file) => ({
    at: chance.skewedFraction() * (calmAt / 4),
    kind: 'add',
    file,
    conflict: chance.oneOf(policies),
  }))
  const watch = watchFrom(new Chance(seed, 'watch'), model)
  const any = { model, isWatched: watch !== null, files: files.length, calmAt, adds: entries.map(({ at }) => at) }
  for (let left = chance.skewed(1, 24); left > 0; left -= 1) entries.push(entryFrom(chance, any))
  return {
    seed,
    destination,
    files,
    watch,
    switches: model.switchesFrom(chance),
    slots: { small: chance.between(1, 4), large: 1 },
    entries: entries.toSorted((a, b) => a.at - b.at),
    calmAt,
  }
}

/** Where a new version of a file takes the place of the old one. */
function watchFrom(chance: Chance, model: ServiceModel): Schedule['watch'] {
  return model.replaces && chance.happens(0.4) ? chance.oneOf(['upload', 'upload', 'skip']) : null
}

interface Room {
  readonly isWatched: boolean
  readonly model: ServiceModel
  readonly files: number
  readonly calmAt: number
  /** When files are added. */
  readonly adds: readonly number[]
}

function entryFrom(chance: Chance, { model, isWatched, files, calmAt, adds }: Room): Entry {
  // Most uploads are over in a second: what comes later meets what waits.
  const at = chance.happens(0.7)
    ? chance.oneOf(adds) + chance.skewedFraction() * 3 * second
    : chance.fraction() * calmAt
  const file = chance.between(0, files - 1)
  switch (chance.between(0, 15)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return {
        at,
        kind: 'line',
        fault: chance.oneOf(faultNames),
        on: chance.oneOf(model.requestKinds),
        skip: chance.skewed(0, 5),
      }
    case 4:
      return { at, kind: 'spell', fault: chance.oneOf(spells), forMs: chance.skewed(second, 2 * hour) }
    case 5:
    case 6:
    case 7: {
      const acts = Object.keys(model.acts)
      if (acts.length > 0 && chance.happens(0.15)) return { at, kind: 'other', act: chance.oneOf(acts), file }
      const { name, fault } = chance.oneOf(model.faults)
      return { at, kind: 'service', name, fault }
    }
    case 8:
    case 9:
      return {
        at,
        kind: 'kill',
        steps: chance.skewed(1, 40),
        isDone: chance.happens(0.5),
        downMs: chance.skewed(100, chance.happens(0.1) ? 26 * hour : minute),
      }
    case 10:
      return { at, kind: 'stop', downMs: chance.skewed(100, minute) }
    case 11:
    case 12:
      return {
        at,
        kind: 'file',
        act: chance.oneOf(isWatched && chance.happens(0.5) ? folderChoices : fileChoices),
        file,
        bytes: chance.between(1, 9_000),
      }
    case 13:
    case 14:
      return chance.happens(0.15)
        ? { at, kind: 'answer', choice: chance.oneOf(['rename', 'replace', 'skip']), file }
        : { at, kind: 'user', act: chance.oneOf(userActs), file }
    default:
      return rareFrom(chance, at, file, isWatched)
  }
}

function rareFrom(chance: Chance, at: number, file: number, isWatched: boolean): Entry {
  switch (chance.between(0, isWatched ? 9 : 6)) {
    case 0:
      return { at, kind: 'add', file, conflict: chance.oneOf(policies) }
    case 1:
      return { at, kind: 'clock', ms: chance.oneOf([-1, 1]) * chance.oneOf([5 * second, 10 * minute, 26 * hour]) }
    case 2:
      return {
        at,
        kind: 'sleep',
        ms: chance.happens(0.5) ? chance.skewed(second, 20 * second) : chance.skewed(minute, 48 * hour),
      }
    case 3:
      return { at, kind: 'network change' }
    case 4:
      return {
        at,
        kind: 'call',
        error: chance.oneOf(callErrors),
        on: chance.oneOf(['open', 'read', 'stat', 'list', 'resolve']),
        skip: chance.skewed(0, 12),
        times: chance.skewed(1, 6),
      }
    case 7:
      return {
        at,
        kind: 'watcher',
        fault: chance.oneOf(['lost', 'doubled', 'late', 'overflow']),
        count: chance.skewed(1, 6),
      }
    case 8:
    case 9:
      return { at, kind: 'user', act: chance.oneOf(watchActs), file }
    default:
      return {
        at,
        kind: 'store',
        trouble: chance.oneOf(storeTroubles),
        calls: chance.skewed(1, 12),
        statement: chance.skewed(1, 5),
      }
  }
}
