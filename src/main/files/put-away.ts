/** The engine's `PutAway` on a real file system. What is moved how is in relocate.ts; where to, here. */

import { mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path'
import type { After, KeptReason } from '../../shared/clean-up.ts'
import { type Failure, fail, failure, ok, viewOf } from '../../shared/failure.ts'
import type { Place, PutAway, PutAwayJob, PutAwayOutcome } from '../engine/ports/put-away.ts'
import { type Sources, sameAcrossMounts } from '../engine/ports/source.ts'
import { isInsideOrSame } from './containment.ts'
import { errnoOf, isMissing, sourceFailure } from './file-errors.ts'
import { type HereFacts, foldersOf, partsOf, targetOf } from './move-target.ts'
import { type TrashFacts, deviceOf, makeTrash, noteOf, reserve, trashOf, unreserve } from './freedesktop-trash.ts'
import { type FileCalls, fileCalls, isFile, settleAs, statOrNull } from './relocate.ts'

export interface PutAwayMeans {
  readonly sources: Pick<Sources, 'inspect'>
  /** Folders that are watched: nothing is put there. */
  readonly watched: () => readonly string[]
  /** Of the desktops on Linux; null: this system has another one. */
  readonly trash: TrashFacts | null
  /** The system's own, where this process can ask it. It tells nobody where the file went. */
  readonly systemTrash?: (path: string) => Promise<void>
  readonly now: () => Date
  /** For templates. */
  readonly here: () => HereFacts
  readonly calls?: FileCalls
}

const there: PutAwayOutcome = { is: 'there' }
const mostNames = 1_000

const kept = (why: KeptReason, place: string | null = null): PutAwayOutcome => ({ is: 'kept', why, place })
const later = (found: Failure): PutAwayOutcome => ({ is: 'later', found })

/** What comes of an error on the way: for good, or for now. */
function outcomeOf(error: unknown, path: string): PutAwayOutcome {
  const code = errnoOf(error)
  if (code === 'EXDEV') return kept('other-disk')
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') return kept('denied')
  return later(sourceFailure(error, basename(path)))
}

/** What comes of a file that can't be looked at. */
const passing: ReadonlySet<string> = new Set([
  'root-offline',
  'root-replaced',
  'too-many-open-files',
  'source-busy',
  'source-read-error',
])

function unlookable(found: Failure): PutAwayOutcome {
  if (passing.has(found.code)) return later(found)
  if (found.code === 'source-gone' || found.code === 'folder-gone') return kept('gone')
  return kept(found.code === 'source-denied' ? 'denied' : 'changed')
}

/** For a moment the file has this name, beside its place; it is nobody else's. */
function betweenOf({ id }: PutAwayJob, place: string): string {
  return join(dirname(place), `.longshore-${id}`)
}

export function createPutAway(means: PutAwayMeans): PutAway {
  const calls = means.calls ?? fileCalls
  const isWatched = async (folder: string): Promise<boolean> => {
    const roots = await Promise.all(means.watched().map(realOr))
    return roots.some((root) => isInsideOrSame(root, folder))
  }

  const freeIn = async (folder: string, name: string): Promise<string | null> => {
    const ending = extname(name)
    const stem = name.slice(0, name.length - ending.length)
    for (let n = 1; n <= mostNames; n += 1) {
      const path = join(folder, n === 1 ? name : `${stem} (${n})${ending}`)
      if ((await statOrNull(calls, path)) === null) return path
    }
    return null
  }

  const chooseMove = async (job: PutAwayJob): Promise<{ is: 'chosen'; place: Place } | PutAwayOutcome> => {
    const { folder, name } = targetOf(job, means.here())
    await mkdir(folder, { recursive: true })
    const real = await realpath(folder)
    if (await isWatched(real)) return kept('in-watched-folder')
    if ((await deviceOf(real)).device !== (await deviceOf(dirname(job.path))).device) return kept('other-disk')
    const place = await freeIn(real, name)
    return place === null ? kept('denied') : { is: 'chosen', place: { place, note: null } }
  }

  const freeInTrash = async (
    job: PutAwayJob,
    files: string,
  ): Promise<{ is: 'chosen'; place: Place } | PutAwayOutcome> => {
    const ending = extname(job.path)
    const stem = basename(job.path, ending)
    for (let n = 1; n <= mostNames; n += 1) {
      const place = join(files, n === 1 ? `${stem}${ending}` : `${stem} (${n})${ending}`)
      const note = noteOf(place)
      // A note without its file has the name, too.
      if ((await statOrNull(calls, place)) === null && (await statOrNull(calls, note)) === null) {
        return { is: 'chosen', place: { place, note } }
      }
    }
    return kept('no-trash')
  }

  const chooseBeside = async (job: PutAwayJob, { place, note }: Place & { place: string }) => {
    if (note !== null) return freeInTrash(job, dirname(place))
    const free = await freeIn(dirname(place), basename(place))
    return free === null ? kept('denied') : { is: 'chosen' as const, place: { place: free, note } }
  }

  const chooseTrash = async (job: PutAwayJob): Promise<{ is: 'chosen'; place: Place } | PutAwayOutcome> => {
    if (means.trash === null) {
      return means.systemTrash === undefined ? kept('no-trash') : { is: 'chosen', place: { place: null, note: null } }
    }
    const trash = await trashOf(await realpath(dirname(job.path)), means.trash)
    if (trash === null || (await isWatched(trash.folder))) return kept('no-trash')
    if (!(await makeTrash(trash, means.trash.uid))) return kept('no-trash')
    return freeInTrash(job, join(trash.folder, 'files'))
  }

  const forgetNote = async (job: PutAwayJob, note: string | null): Promise<void> => {
    if (note !== null) await unreserve(note, job.path)
  }

  /** As `settleAs`, under the first free name beside it where that one is taken. @returns where it is; null: nowhere yet */
  const settleBeside = async (job: PutAwayJob, between: string): Promise<string | null> => {
    for (;;) {
      const place = await freeIn(dirname(between), basename(job.path))
      if (place === null || (await settleAs(calls, between, place)) === 'there') return place
    }
  }

  /** It isn't the file that was meant: back to where it was; else, where another one has come there, beside the place. */
  const giveBack = async (job: PutAwayJob, between: string): Promise<PutAwayOutcome> => {
    try {
      if ((await settleAs(calls, between, job.path)) === 'there') return kept('changed')
    } catch (error) {
      if (!isMissing(error)) throw error
    }
    const place = await settleBeside(job, between)
    return place === null ? later(failure('source-busy', { name: basename(job.path) })) : kept('changed', place)
  }

  const carryByHand = async (job: PutAwayJob, { place, note }: Place & { place: string }): Promise<PutAwayOutcome> => {
    const between = betweenOf(job, place)
    const isBetween = (await statOrNull(calls, between)) !== null
    if (!isBetween) {
      const looked = await means.sources.inspect(job)
      const isHere = looked.ok && sameAcrossMounts(looked.value, job.uploaded)
      if (!isHere) {
        if (isFile(await statOrNull(calls, place), job.uploaded)) return there
        if (!looked.ok && passing.has(looked.failure.code)) return unlookable(looked.failure)
        await forgetNote(job, note)
        return looked.ok ? kept('changed') : unlookable(looked.failure)
      }
    }
    const reserved = note === null ? null : await reserve(note, job.path, means.now())
    if (reserved === 'taken') return { is: 'taken' }
    if (!isBetween) await calls.rename(job.path, between)
    if (!isFile(await calls.lstat(between), job.uploaded)) {
      const outcome = await giveBack(job, between)
      if (outcome.is === 'kept' && outcome.place === null) await forgetNote(job, note)
      return outcome
    }
    if ((await settleAs(calls, between, place)) === 'there') return there
    if (reserved === 'made') await forgetNote(job, note)
    return { is: 'taken' }
  }

  const carryBySystem = async (job: PutAwayJob): Promise<PutAwayOutcome> => {
    const looked = await means.sources.inspect(job)
    // Whoever comes back here may have done it; that the file is gone is all that can be known.
    if (!looked.ok) return unlookable(looked.failure)
    if (!sameAcrossMounts(looked.value, job.uploaded)) return kept('changed')
    if (means.systemTrash === undefined) return kept('no-trash')
    await means.systemTrash(job.path)
    return there
  }

  return {
    async objection(after, folder, watched) {
      if (after.kind === 'keep') return null
      if (after.kind === 'trash') return trashObjection(folder, means)
      return moveObjection(after, folder, watched)
    },
    async choose(job, taken) {
      try {
        const before = taken?.place ?? null
        if (before !== null) return await chooseBeside(job, { place: before, note: taken?.note ?? null })
        return await (job.what === 'move' ? chooseMove(job) : chooseTrash(job))
      } catch (error) {
        return outcomeOf(error, job.path)
      }
    },
    async carry(job, place) {
      try {
        return place.place === null
          ? await carryBySystem(job)
          : await carryByHand(job, { ...place, place: place.place })
      } catch (error) {
        return outcomeOf(error, job.path)
      }
    },
    async look(job, { place }) {
      const name = basename(job.path)
      const refused = (detail: string) => fail(failure('undo-refused', { name, detail }))
      if (place === null) return refused("it is in the system's trash, which only its own window opens.")
      const root = await means.sources.inspect(job)
      if (root.ok) return refused('another file is in its old place.')
      if (passing.has(root.failure.code)) return refused('its folder is not reachable now.')
      const stats = await statOrNull(calls, place)
      if (stats === null || !stats.isFile()) return refused('it is not where it was put any more.')
      if (stats.ino.toString() !== job.uploaded.inode) return refused('another file is in the place where it was put.')
      const { size, mtimeNs, ctimeNs, ino, dev } = stats
      return ok({
        size: Number(size),
        mtimeNs: mtimeNs.toString(),
        ctimeNs: ctimeNs.toString(),
        inode: ino.toString(),
        device: dev.toString(),
      })
    },
    async back(job, { place, note }) {
      try {
        if (place === null) return kept('no-trash')
        const between = betweenOf(job, place)
        const isOurs = async (path: string): Promise<boolean> => {
          const stats = await statOrNull(calls, path)
          return stats !== null && stats.isFile() && stats.ino.toString() === job.uploaded.inode
        }
        if ((await statOrNull(calls, between)) === null) {
          if (!(await isOurs(place))) {
            if (!(await isOurs(job.path))) return kept('gone')
            await forgetNote(job, note)
            return there
          }
          await calls.rename(place, between)
        }
        await makeWayBack(job)
        if ((await settleAs(calls, between, job.path)) === 'taken') {
          const left = await settleBeside(job, between)
          return left === null ? later(failure('source-busy', { name: basename(job.path) })) : kept('changed', left)
        }
        await forgetNote(job, note)
        return there
      } catch (error) {
        return outcomeOf(error, job.path)
      }
    },
  }
}

/** The folder that the file was in, where it was removed meanwhile; never the watched one, which may be a drive. */
async function makeWayBack(job: PutAwayJob): Promise<void> {
  let at = job.root
  for (const folder of foldersOf(job)) {
    at = join(at, folder)
    await mkdir(at).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error
    })
  }
}

async function moveObjection(after: After & { kind: 'move' }, folder: string, watched: readonly string[]) {
  const parts = partsOf(after.to)
  if (!parts.ok) return viewOf(parts.failure, null).message
  const base = resolve(parts.value.base)
  if (!isAbsolute(parts.value.base)) return 'the folder has to be said with its whole path.'
  try {
    const { at, device } = await deviceOf(base)
    const real = join(await realpath(at), relative(at, base))
    const roots = await Promise.all([folder, ...watched].map(realOr))
    if (roots.some((root) => isInsideOrSame(root, real))) {
      return 'the folder is in a watched one, where the files would be uploaded again.'
    }
    if ((await deviceOf(await realOr(folder))).device !== device) {
      return 'the folder is on another disk; files are only moved on their own.'
    }
    return null
  } catch (error) {
    return `the folder can't be looked at (${errnoOf(error)}).`
  }
}

async function trashObjection(folder: string, { trash, systemTrash }: PutAwayMeans): Promise<string | null> {
  if (trash === null) {
    return systemTrash === undefined ? 'on this system only the app can use the trash, not the command line.' : null
  }
  try {
    const real = await realpath(folder)
    const found = await trashOf(real, trash)
    if (found === null) return 'there is no trash for it.'
    return isInsideOrSame(real, found.folder)
      ? 'the trash of its disk is in the folder, where the files would be uploaded again.'
      : null
  } catch (error) {
    return `its trash can't be looked at (${errnoOf(error)}).`
  }
}

async function realOr(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    return path
  }
}
