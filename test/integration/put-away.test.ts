/** Putting uploaded files away where something is in the way: each row is one moment at which a file could be lost. */

import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fileCalls } from '../../src/main/files/relocate.ts'
import {
  type Bench,
  type BenchOptions,
  type Places,
  aftersOf,
  benchOn,
  destination,
  fileBytes,
  placesIn,
  uploaded,
} from '../support/put-away-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { openStore } from '../support/stores.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const other = pseudoRandom(30_000, 9)

interface World {
  readonly folder: string
  readonly places: Places
  readonly bench: Bench
  readonly id: string
}

/** @param between what happens after the upload, and before anything else */
async function world(
  options: Partial<BenchOptions> & { readonly what?: 'move' | 'trash' } = {},
  between: (places: Places) => void = () => undefined,
): Promise<World> {
  const folder = temporaryFolder()
  const places = placesIn(folder)
  const open = openStore(places.database)
  const after = options.after ?? aftersOf(places)[options.what ?? 'move']
  const { id } = uploaded(open, places, after)
  between(places)
  const bench = benchOn(places, { ...options, open, after })
  onTestFinished(() => bench.end())
  await bench.settle()
  return { folder, places, bench, id }
}

function cleanUp({ bench, id }: World) {
  return bench.open.sync.get(id)?.cleanUp
}

/** Replaces what is there as editors do. */
function replace(path: string, bytes = other): void {
  writeFileSync(`${path}.new`, bytes)
  renameSync(`${path}.new`, path)
}

/** In the last instant: whoever looked at the file before knows nothing of it. */
function justBefore(file: string, act: () => void) {
  return {
    calls: {
      async rename(from: string, to: string): Promise<void> {
        if (from === file) act()
        await fileCalls.rename(from, to)
      },
    },
  }
}

const fails = (code: string) => async (): Promise<never> => {
  throw Object.assign(new Error(code), { code })
}

describe('a file that was uploaded', () => {
  test('is moved with its folders, and the ledger forgets it: what comes next under its name is another file', async () => {
    const at = await world()
    const place = join(at.places.sent, 'sub', 'scan of May.bin')
    expect(cleanUp(at)).toEqual({ what: 'move', state: 'moved', to: at.places.sent, place, note: null, why: null })
    expect(readFileSync(place).equals(fileBytes)).toBe(true)
    expect(existsSync(at.places.file)).toBe(false)
    expect(at.bench.open.sync.ledgerGet('work', destination, at.places.file)).toBeNull()
  })

  test('goes into the trash with a note from which every desktop restores it', async () => {
    const at = await world({ what: 'trash' })
    const trash = join(at.places.dataHome, 'Trash')
    expect(readdirSync(join(trash, 'files'))).toEqual(['scan of May.bin'])
    const [head, path, date] = readFileSync(join(trash, 'info', 'scan of May.bin.trashinfo'), 'utf8').split('\n')
    expect(head).toBe('[Trash Info]')
    expect(decodeURIComponent(path ?? '')).toBe(`Path=${at.places.file}`)
    expect(path).not.toContain(' ')
    expect(date).toMatch(/^DeletionDate=\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/)
  })

  test('comes back by an undo: file, note and ledger are as they were', async () => {
    for (const what of ['move', 'trash'] as const) {
      const at = await world({ what })
      const taken = await at.bench.cleaner.undo(at.id)
      expect(taken).toMatchObject({ ok: true, value: { cleanUp: { state: 'undone', place: null } } })
      expect(readFileSync(at.places.file).equals(fileBytes)).toBe(true)
      expect(at.bench.open.sync.ledgerGet('work', destination, at.places.file)).toMatchObject({ itemId: 'item-1' })
      if (what === 'trash') expect(readdirSync(join(at.places.dataHome, 'Trash', 'info'))).toEqual([])
      // Once is enough.
      expect(await at.bench.cleaner.undo(at.id)).toMatchObject({ ok: false, failure: { code: 'undo-refused' } })
    }
  })

  test('comes back also where its folder was deleted meanwhile', async () => {
    const at = await world()
    rmSync(dirname(at.places.file), { recursive: true })
    await at.bench.cleaner.undo(at.id)
    expect(readFileSync(at.places.file).equals(fileBytes)).toBe(true)
  })

  test('of several names (hard links) leaves the others alone', async () => {
    const at = await world({}, ({ file, sent }) => linkSync(file, join(dirname(sent), 'second')))
    // Making a link changed the file's change time: only the times can tell that nobody wrote to it.
    expect(cleanUp(at)).toMatchObject({ state: 'kept', why: 'changed' })
    expect(readFileSync(at.places.file).equals(fileBytes)).toBe(true)
  })
})

interface Row {
  readonly title: string
  readonly what?: 'move' | 'trash'
  readonly options?: Partial<BenchOptions> | ((places: Places) => Partial<BenchOptions>)
  readonly between?: (places: Places) => void
  readonly why: string
  /** Where it has to be afterwards; the place that it had. */
  readonly bytes?: Uint8Array | null
}

const kept: readonly Row[] = [
  { title: 'was replaced by another file', between: ({ file }) => replace(file), why: 'changed', bytes: other },
  { title: 'was written to', between: ({ file }) => writeFileSync(file, other), why: 'changed', bytes: other },
  {
    title: 'was written to, and its time put back',
    between({ file }) {
      writeFileSync(file, other)
      utimesSync(file, 1_700_000_000, 1_700_000_000)
    },
    why: 'changed',
    bytes: other,
  },
  { title: 'is gone', between: ({ file }) => rmSync(file), why: 'gone', bytes: null },
  {
    title: 'became a link to itself elsewhere',
    between({ file, sent }) {
      renameSync(file, join(dirname(sent), 'elsewhere'))
      symlinkSync(join(dirname(sent), 'elsewhere'), file)
    },
    why: 'changed',
  },
  {
    title: 'has a link in the place of its folder',
    between({ file, sent }) {
      renameSync(dirname(file), join(dirname(sent), 'elsewhere'))
      symlinkSync(join(dirname(sent), 'elsewhere'), dirname(file))
    },
    why: 'changed',
  },
  {
    title: 'would go into a watched folder',
    options: ({ root, sent }) => ({ watched: [root, sent] }),
    why: 'in-watched-folder',
  },
  {
    title: 'would go into a watched folder by a link',
    between: ({ root, sent }) => symlinkSync(root, sent),
    why: 'in-watched-folder',
  },
  { title: 'would go to another disk', options: { calls: { rename: fails('EXDEV') } }, why: 'other-disk' },
  { title: 'may not be moved', options: { calls: { rename: fails('EACCES') } }, why: 'denied' },
  {
    title: 'would go where a file has the name of the folder',
    between: ({ sent }) => writeFileSync(sent, 'a file'),
    why: 'denied',
  },
  {
    title: 'has a trash in the watched folder',
    what: 'trash',
    options: ({ root, dataHome }) => ({ watched: [root, dataHome] }),
    why: 'no-trash',
  },
  {
    title: 'is replaced in the moment before it is moved',
    options: ({ file }) => justBefore(file, () => replace(file)),
    why: 'changed',
    bytes: other,
  },
  {
    title: 'is written to in the moment before it is moved',
    options: ({ file }) => justBefore(file, () => writeFileSync(file, other)),
    why: 'changed',
    bytes: other,
  },
  {
    title: 'is replaced in the moment before it goes into the trash',
    what: 'trash',
    options: ({ file }) => justBefore(file, () => replace(file)),
    why: 'changed',
    bytes: other,
  },
]

describe('a file stays where it is when it', () => {
  test.each(kept)('$title', async ({ what, options = {}, between, why, bytes = fileBytes }) => {
    const folder = temporaryFolder()
    const places = placesIn(folder)
    const open = openStore(places.database)
    const after = aftersOf(places)[what ?? 'move']
    const { id } = uploaded(open, places, after)
    between?.(places)
    const given = typeof options === 'function' ? options(places) : options
    const bench = benchOn(places, { ...given, open, after })
    onTestFinished(() => bench.end())
    await bench.settle()
    expect(open.sync.get(id)?.cleanUp).toMatchObject({ state: 'kept', why, place: null })
    if (bytes === null) expect(existsSync(places.file)).toBe(false)
    else expect(readFileSync(places.file).equals(bytes)).toBe(true)
    // What it was and why is told, the ledger knows it still, and nothing of ours is left over anywhere.
    expect(open.sync.steps({ transferId: id, limit: 1 })).toMatchObject([{ what: 'kept where it is' }])
    expect(open.sync.ledgerGet('work', destination, places.file)).not.toBeNull()
    const left = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    expect(left.filter((path) => path.includes('.longshore-') || path.endsWith('.trashinfo'))).toEqual([])
  })
})

describe('nothing is ever written over', () => {
  test('a name that is taken in the folder gets a number', async () => {
    const at = await world({}, ({ sent }) => {
      mkdirSync(join(sent, 'sub'), { recursive: true })
      writeFileSync(join(sent, 'sub', 'scan of May.bin'), other)
    })
    expect(cleanUp(at)?.place).toBe(join(at.places.sent, 'sub', 'scan of May (2).bin'))
    expect(readFileSync(join(at.places.sent, 'sub', 'scan of May.bin')).equals(other)).toBe(true)
  })

  test.each(['move', 'trash'] as const)('%s: a name that is taken in the very last moment, too', async (what) => {
    let taken = ''
    const at = await world({
      what,
      calls: {
        async link(from, to) {
          if (taken === '') {
            taken = to
            writeFileSync(to, other)
          }
          await fileCalls.link(from, to)
        },
      },
    })
    expect(readFileSync(taken).equals(other)).toBe(true)
    expect(cleanUp(at)?.state).toBe('moved')
    expect(readFileSync(cleanUp(at)?.place ?? '').equals(fileBytes)).toBe(true)
  })

  test.each(['move', 'trash'] as const)('%s: on a disk without hard links, too', async (what) => {
    const at = await world({ what, calls: { link: fails('EPERM') } })
    expect(readFileSync(cleanUp(at)?.place ?? '').equals(fileBytes)).toBe(true)
    await at.bench.cleaner.undo(at.id)
    expect(readFileSync(at.places.file).equals(fileBytes)).toBe(true)
  })

  test('a file that came to the old place keeps it: an undo is refused, and takes nothing away', async () => {
    const at = await world()
    writeFileSync(at.places.file, other)
    expect(await at.bench.cleaner.undo(at.id)).toMatchObject({ ok: false, failure: { code: 'undo-refused' } })
    expect(readFileSync(at.places.file).equals(other)).toBe(true)
    expect(readFileSync(cleanUp(at)?.place ?? '').equals(fileBytes)).toBe(true)
  })

  test('and one that comes in the very moment of the undo keeps it, too', async () => {
    let isUndoing = false
    const at = await world({
      calls: {
        async link(from, to) {
          if (isUndoing) writeFileSync(to, other)
          isUndoing = false
          await fileCalls.link(from, to)
        },
      },
    })
    isUndoing = true
    expect(await at.bench.cleaner.undo(at.id)).toMatchObject({ ok: false })
    expect(readFileSync(at.places.file).equals(other)).toBe(true)
    expect(cleanUp(at)?.state).toBe('moved')
    expect(readFileSync(cleanUp(at)?.place ?? '').equals(fileBytes)).toBe(true)
    expect(at.bench.open.sync.ledgerGet('work', destination, at.places.file)).toBeNull()
  })
})

describe('what can not be done now', () => {
  test('waits while the folder is away, and while another upload needs the file', async () => {
    const at = await world({}, ({ root }) => renameSync(root, `${root}-away`))
    expect(cleanUp(at)?.state).toMatch(/wanted|moving/)
    renameSync(`${at.places.root}-away`, at.places.root)
    at.bench.cleaner.hurry()
    await expect.poll(() => cleanUp(at)?.state).toBe('moved')
  })

  test('waits where the administrator has refused the folder', async () => {
    const at = await world({ isRefused: () => true })
    expect(cleanUp(at)?.state).toBe('wanted')
    expect(readFileSync(at.places.file).equals(fileBytes)).toBe(true)
  })

  test('is not done any more when the watch says otherwise', async () => {
    const folder = temporaryFolder()
    const places = placesIn(folder)
    const open = openStore(places.database)
    const { id } = uploaded(open, places, aftersOf(places).trash)
    const bench = benchOn(places, { open, after: { kind: 'keep' } })
    onTestFinished(() => bench.end())
    await bench.settle()
    expect(open.sync.get(id)?.cleanUp).toMatchObject({ state: 'kept', why: 'rule-changed' })
  })

  test('is done by the trash of a system that keeps it itself; nobody can take that back from here', async () => {
    const trashed: string[] = []
    const at = await world({
      what: 'trash',
      async systemTrash(path) {
        trashed.push(path)
        rmSync(path)
      },
    })
    expect(trashed).toEqual([at.places.file])
    expect(cleanUp(at)).toMatchObject({ state: 'moved', place: null })
    expect(await at.bench.cleaner.undo(at.id)).toMatchObject({ ok: false, failure: { code: 'undo-refused' } })
  })
})
