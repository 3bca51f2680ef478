/**
 * A process is killed at every moment between two steps of putting a file away, and of taking it back. At each moment every
 * byte is there; whoever comes back ends what was begun, also where another file came to the old place meanwhile.
 */

import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fileCalls } from '../../src/main/files/relocate.ts'
import { aftersOf, benchOn, destination, fileBytes, placesIn, uploaded } from '../support/put-away-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { openStore } from '../support/stores.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const child = fileURLToPath(new URL('../support/put-away-child.ts', import.meta.url))
const others = pseudoRandom(30_000, 8)

type What = 'move' | 'trash'
type Direction = 'put' | 'undo'

/** @returns whether it was killed */
async function run(folder: string, what: What, direction: Direction, last: number): Promise<boolean> {
  const ran = spawn(process.execPath, [child, folder, what, direction, String(last)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  ran.stderr.on('data', (text: Buffer) => {
    said += text.toString()
  })
  return new Promise((resolve, reject) => {
    ran.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(true)
      else if (code === 0) resolve(false)
      else reject(new Error(said))
    })
  })
}

/** Every regular file below, but for the database. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('longshore.db'))
    .map((entry) => join(entry.parentPath, entry.name))
}

function holding(folder: string, bytes: Uint8Array): string[] {
  return filesIn(folder).filter((path) => statSync(path).size === bytes.length && readFileSync(path).equals(bytes))
}

/** A file that was uploaded, and put away already where it is to be taken back. */
async function prepared(what: What, direction: Direction): Promise<string> {
  const folder = temporaryFolder()
  const places = placesIn(folder)
  const open = openStore(places.database)
  const after = aftersOf(places)[what]
  uploaded(open, places, after)
  if (direction === 'undo') {
    const bench = benchOn(places, { open, after })
    await bench.settle()
    await bench.end()
  }
  open.db.close()
  return folder
}

function look(folder: string) {
  const places = placesIn(folder)
  const { sync, db } = openStore(places.database)
  const [transfer] = sync.page({ limit: 1 }).transfers
  const known = sync.ledgerGet('work', destination, places.file)
  db.close()
  return { places, cleanUp: transfer?.cleanUp, isKnown: known !== null }
}

function notesIn(folder: string): string[] {
  return filesIn(folder).filter((path) => path.endsWith('.trashinfo'))
}

function expectEnd(folder: string, what: What, direction: Direction): void {
  const { places, cleanUp, isKnown } = look(folder)
  const isAway = direction === 'put'
  const whole = holding(folder, fileBytes)
  expect(whole, 'once, and nowhere else').toHaveLength(1)
  expect(filesIn(folder).filter((path) => path.includes('.longshore-'))).toEqual([])
  expect(cleanUp?.state).toBe(isAway ? 'moved' : 'undone')
  expect(whole[0]).toBe(isAway ? cleanUp?.place : places.file)
  expect(notesIn(folder)).toHaveLength(what === 'trash' && isAway ? 1 : 0)
  expect(isKnown).toBe(!isAway)
}

/** Another file has come to the old place; of the first one `isAway` says whether it was gone from there by then. */
function expectBoth(folder: string, isAway: boolean): void {
  const { places, cleanUp } = look(folder)
  expect(holding(folder, others), 'what came is where it came to').toEqual([places.file])
  expect(holding(folder, fileBytes)).toHaveLength(isAway ? 1 : 0)
  expect(filesIn(folder).filter((path) => path.includes('.longshore-'))).toEqual([])
  expect(['moved', 'kept']).toContain(cleanUp?.state)
  if (isAway) expect(cleanUp?.place).toBe(holding(folder, fileBytes)[0])
}

/** Somebody saves another file where the first one was, as editors do: under another name, then renamed. */
function replace(folder: string): void {
  const { file } = placesIn(folder)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, others)
  renameSync(`${file}.new`, file)
}

const cases: readonly (readonly [What, Direction])[] = [
  ['move', 'put'],
  ['trash', 'put'],
  ['move', 'undo'],
  ['trash', 'undo'],
]
/** How many moments each has: what is stored, each call that changes the disk, and what reserves the trash's name. */
const moments = { 'move put': 10, 'trash put': 11, 'move undo': 10, 'trash undo': 10 } as const

/** Whoever comes back. */
async function goOn(folder: string, what: What, isAskedAgain = false): Promise<void> {
  const places = placesIn(folder)
  const bench = benchOn(places, { after: aftersOf(places)[what] })
  const [transfer] = bench.open.sync.page({ limit: 1 }).transfers
  // Killed before it was stored, the wish of a person is unknown.
  if (isAskedAgain && transfer?.cleanUp?.state === 'moved') await bench.cleaner.undo(transfer.id)
  await bench.settle()
  await bench.end()
  bench.open.db.close()
}

/** As a kill, but for the process: at that moment it stands still, for ever. */
async function stopAt(folder: string, what: What, direction: Direction, point: number): Promise<void> {
  const places = placesIn(folder)
  const reached = Promise.withResolvers<void>()
  let moment = 0
  const at = (): Promise<void> | void => {
    moment += 1
    if (moment !== point) return undefined
    reached.resolve()
    return new Promise(() => undefined)
  }
  const stopping = <A extends unknown[]>(call: (...given: A) => Promise<void>) => {
    return async (...given: A): Promise<void> => {
      await at()
      await call(...given)
      await at()
    }
  }
  const { rename, link, unlink } = fileCalls
  const calls = { rename: stopping(rename), link: stopping(link), unlink: stopping(unlink) }
  const bench = benchOn(places, { after: aftersOf(places)[what], calls, at })
  const [transfer] = bench.open.sync.page({ limit: 1 }).transfers
  if (direction === 'undo' && transfer !== undefined) void bench.cleaner.undo(transfer.id)
  else bench.cleaner.start()
  await reached.promise
  bench.open.db.close()
}

/** Two at once, as the machine has cores. */
async function inPairs(points: readonly number[], act: (point: number) => Promise<void>): Promise<void> {
  const left = [...points]
  const work = async (): Promise<void> => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) await act(point)
  }
  await Promise.all([work(), work()])
}

describe('killed at every moment', { timeout: 300_000 }, () => {
  test.each(cases)('%s, %s: nothing is lost, nothing is left over', async (what, direction) => {
    const points = Array.from({ length: moments[`${what} ${direction}`] }, (_, at) => at + 1)
    await inPairs(points, async (point) => {
      const folder = await prepared(what, direction)
      expect(await run(folder, what, direction, point), `moment ${point}`).toBe(true)
      const there = holding(folder, fileBytes)
      expect(new Set(there.map((path) => statSync(path).ino)).size, `moment ${point}`).toBe(1)
      await goOn(folder, what, direction === 'undo')
      expectEnd(folder, what, direction)
    })
    const last = await prepared(what, direction)
    expect(await run(last, what, direction, points.length + 1), 'there are no other moments').toBe(false)
    expectEnd(last, what, direction)
  })

  test.each(cases)(
    '%s, %s: another file that comes meanwhile stays, and the first one too',
    async (what, direction) => {
      let seen = 0
      for (let point = 1; point <= moments[`${what} ${direction}`]; point += 1) {
        const folder = await prepared(what, direction)
        await stopAt(folder, what, direction, point)
        const isAway = !holding(folder, fileBytes).includes(placesIn(folder).file)
        if (direction === 'undo' && !isAway) continue
        replace(folder)
        await goOn(folder, what)
        expectBoth(folder, isAway)
        seen += 1
      }
      expect(seen).toBeGreaterThan(3)
    },
  )
})
