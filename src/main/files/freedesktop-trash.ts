/**
 * The trash as the desktops on Linux have it (specifications.freedesktop.org/trash-spec 1.0): that of the home folder, or
 * one at the top of the file's own file system. Other systems keep theirs to themselves.
 */

import { lstat, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { errnoOf, isMissing } from './file-errors.ts'

export interface Trash {
  /** Holds `files` and `info`. */
  readonly folder: string
  /** Paths in the notes are relative to it; null: they are absolute. */
  readonly top: string | null
}

export interface TrashFacts {
  /** `$XDG_DATA_HOME`, or `~/.local/share`. */
  readonly dataHome: string
  readonly uid: number
}

/** The device that a path, or the nearest folder above it that is there, is on; and that folder. */
export async function deviceOf(path: string): Promise<{ readonly device: bigint; readonly at: string }> {
  for (let at = path; ; at = dirname(at)) {
    try {
      return { device: (await lstat(at, { bigint: true })).dev, at }
    } catch (error) {
      if (!isMissing(error) || at === dirname(at)) throw error
    }
  }
}

/** The uppermost folder of the file system that `folder` is on. */
async function topOf(folder: string, device: bigint): Promise<string> {
  let top = folder
  for (let above = dirname(top); above !== top; above = dirname(above)) {
    if ((await lstat(above, { bigint: true })).dev !== device) return top
    top = above
  }
  return top
}

/** Where a file of this folder goes; null: nowhere. Makes nothing. @param folder a real path */
export async function trashOf(folder: string, facts: TrashFacts): Promise<Trash | null> {
  const { device } = await lstat(folder, { bigint: true }).then(({ dev }) => ({ device: dev }))
  const home = join(facts.dataHome, 'Trash')
  if ((await deviceOf(home)).device === device) return { folder: home, top: null }
  const top = await topOf(folder, device)
  const shared = join(top, '.Trash')
  // The administrator's: only with the sticky bit, and never through a link, says the specification.
  const isShared = await lstat(shared).then(
    (stats) => stats.isDirectory() && (stats.mode & 0o1000) !== 0,
    () => false,
  )
  if (isShared) return { folder: join(shared, String(facts.uid)), top }
  return { folder: join(top, `.Trash-${facts.uid}`), top }
}

/** Makes what is missing of it. @returns false where it can't be used: it isn't ours, or leads elsewhere */
export async function makeTrash({ folder }: Trash, uid: number): Promise<boolean> {
  for (const part of [folder, join(folder, 'files'), join(folder, 'info')]) {
    await mkdir(part, { recursive: true, mode: 0o700 })
    const stats = await lstat(part)
    if (!stats.isDirectory() || stats.uid !== uid) return false
  }
  return true
}

/** Of a file in the trash: where its note is. @param place in `files` */
export function noteOf(place: string): string {
  return join(dirname(dirname(place)), 'info', `${basename(place)}.trashinfo`)
}

function noteText(path: string, { top }: Trash, at: Date): string {
  const told = top === null ? path : relative(top, path)
  const written = told
    .split(sep)
    .map((part) => encodeURIComponent(part))
    .join('/')
  // In local time, without a zone, as the specification wants it.
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
  return `[Trash Info]\nPath=${written}\nDeletionDate=${local}\n`
}

/** Of a place that was chosen before, wherever its file is by now. */
function trashOfNote(note: string): Trash {
  const folder = dirname(dirname(note))
  const above = dirname(folder)
  if (basename(above) === '.Trash') return { folder, top: dirname(above) }
  return { folder, top: /^\.Trash-\d+$/.test(basename(folder)) ? above : null }
}

/**
 * Writes the note, which is what reserves the name for everybody who keeps to the specification.
 *
 * @returns `found`: ours from before we were cut off; `taken`: another file has the name
 */
export async function reserve(note: string, path: string, at: Date): Promise<'made' | 'found' | 'taken'> {
  const text = noteText(path, trashOfNote(note), at)
  try {
    await writeFile(note, text, { flag: 'wx', mode: 0o600 })
    return 'made'
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  }
  return (await isNoteOf(note, text)) ? 'found' : 'taken'
}

/** Takes the note away again, where it is of this path. */
export async function unreserve(note: string, path: string): Promise<void> {
  try {
    if (await isNoteOf(note, noteText(path, trashOfNote(note), new Date(0)))) await unlink(note)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

async function isNoteOf(note: string, text: string): Promise<boolean> {
  const there = await readFile(note, 'utf8')
  // Cut off while it was written, it may be a part.
  return pathIn(there) === pathIn(text) || text.startsWith(there)
}

function pathIn(text: string): string | null {
  return /^Path=(.*)$/m.exec(text)?.[1] ?? null
}
