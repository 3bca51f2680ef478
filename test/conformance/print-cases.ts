/** Where files are printed: a document is brought by a session, and a job that was made for it is started at the end. */

import { expect } from 'vitest'
import { pseudoRandom } from '../support/pseudo-random.ts'
import type { StoredPrinting } from '../support/printing.ts'
import {
  type PortCases,
  type ProviderBench,
  bodyFor,
  call,
  codeOf,
  content,
  isNew,
  modifiedAt,
  sendAll,
  sha256,
  value,
} from './provider-means.ts'

export interface PrintBench extends ProviderBench {
  readonly printing: () => Promise<StoredPrinting>
  /** A place like the one of `target`, on a printer that takes JPEG alone. */
  readonly photoPlace: string
  /** Another program opens a session for the document of `target`, or brings all of it. */
  readonly other: (does: 'opens a session' | 'brings the document') => Promise<unknown>
}

const bytes = pseudoRandom(70_001, 21)

export const printing: PortCases<PrintBench> = {
  'says of itself that it tells no hash, replaces nothing and keeps nothing': async (start) => {
    const { provider, target } = await start()
    expect(provider.capabilities(target('x'))).toMatchObject({
      digest: null,
      readsBack: false,
      replaces: false,
      hasFolders: false,
      keepsItems: false,
      maxSinglePutBytes: 0,
    })
    expect(provider.capabilities(target('x')).nameKey('x')).toBeNull()
  },

  'a single request is refused, and an empty file beforehand': async (start) => {
    const { provider, target, printing: told } = await start()
    const to = target('single.bin')
    const before = await told()
    expect(codeOf(await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes), call))).toBe(
      'other-way-only',
    )
    expect(provider.preflight(to, 0)).toMatchObject({ code: 'empty-file' })
    const empty = { size: 0, modifiedAt }
    expect(codeOf(await provider.put(to, empty, isNew, bodyFor(provider, to, Buffer.alloc(0)), call))).toBe(
      'empty-file',
    )
    expect(await told()).toEqual(before)
  },

  'a job is made for each file, and started by its commit alone': async (start) => {
    const { provider, target, printing: told } = await start()
    const to = target('job.bin')
    const before = new Set((await told()).jobs.map(({ id }) => id))
    const opened = value(await provider.open(to, content(bytes), isNew, call))
    const range = { start: 0, end: bytes.length }
    expect(value(await provider.send(opened, range, bytes.length, bodyFor(provider, to, bytes), call))).toEqual({
      kind: 'part',
    })
    const ours = async () => (await told()).jobs.filter(({ id }) => !before.has(id))
    expect(await ours()).toMatchObject([{ startedAt: null, status: { state: 'paused' } }])
    const item = await sendAll(provider, to, { ...opened, missing: [] }, bytes)
    expect(item).toMatchObject({ id: (await ours())[0]?.id, size: bytes.length, hash: null, modifiedAt: null })
    expect(await ours()).toMatchObject([{ startedAt: expect.any(Number), status: { isAcquiredByPrinter: true } }])
    expect(value(await provider.lookById(to, item.id, call))).toMatchObject({ id: item.id, size: bytes.length })
  },

  'a document that was given is filled, and its job is not started': async (start) => {
    const { provider, target, printing: told, stored } = await start()
    const to = target('given.bin')
    const opened = value(await provider.open(to, content(bytes), isNew, call))
    await sendAll(provider, to, opened, bytes)
    expect(await stored(to)).toMatchObject({ sha256: sha256(bytes) })
    expect((await told()).jobs.filter(({ startedAt }) => startedAt !== null)).toEqual([])
  },

  'a document that another program fills is locked': async (start) => {
    const { provider, target, other } = await start()
    await other('opens a session')
    expect(codeOf(await provider.open(target('second.bin'), content(bytes), isNew, call))).toBe('destination-locked')
  },

  'a document that has its content gets no other': async (start) => {
    const { provider, target, other, printing: told } = await start()
    await other('brings the document')
    const before = await told()
    expect(codeOf(await provider.open(target('late.bin'), content(bytes), isNew, call))).toBe('destination-refused')
    expect((await told()).documents).toEqual(before.documents)
  },

  'a session that was given up prints nothing': async (start) => {
    const { provider, target, printing: told } = await start()
    const to = target('given up.bin')
    const { rangeAlignmentBytes: unit } = provider.capabilities(to)
    const long = pseudoRandom(2 * unit, 22)
    const opened = value(await provider.open(to, content(long), isNew, call))
    const first = bodyFor(provider, to, long.subarray(0, unit))
    value(await provider.send(opened, { start: 0, end: unit }, long.length, first, call))
    expect(codeOf(await provider.abandon(opened, call))).toBe('ok')
    const { jobs, sessions } = await told()
    expect(jobs.filter(({ startedAt }) => startedAt !== null)).toEqual([])
    expect(sessions.filter(({ state }) => state === 'open')).toEqual([])
  },

  'nothing gets new content': async (start) => {
    const { provider, target, printing: told } = await start()
    const replace = { kind: 'replace', itemId: 'practice-job', eTag: null } as const
    const before = await told()
    expect(codeOf(await provider.open(target('x.bin'), content(bytes), replace, call))).toBe('destination-refused')
    expect(await told()).toEqual(before)
  },

  'a type that the printer lacks is known before a job is made': async (start) => {
    const { provider, target, photoPlace, printing: told } = await start()
    const before = await told()
    const to = (name: string) => ({ ...target(name), destination: photoPlace })
    expect(codeOf(await provider.look(to('report.pdf'), call))).toBe('type-not-supported')
    expect(value(await provider.look(to('picture.JPG'), call))).toBeNull()
    const room = value(await provider.room(photoPlace, call))
    expect(room.refuses(to('report.pdf'))).toMatchObject({ code: 'type-not-supported' })
    expect(room.refuses(to('picture.jpg'))).toBeNull()
    expect(await told()).toEqual(before)
  },

  'folders make no difference, and the place itself is told': async (start) => {
    const { provider, target, stored } = await start()
    const to = target('deep.bin', ['Folder', 'inner'])
    expect(codeOf(await provider.makeFolders(to, call))).toBe('ok')
    const opened = value(await provider.open(to, content(bytes), isNew, call))
    await sendAll(provider, to, opened, bytes)
    expect(await stored(to)).toMatchObject({ sha256: sha256(bytes) })
    expect(value(await provider.inspect(to.destination, call))).toMatchObject({ isFolder: true })
    expect(value(await provider.browse(to.destination, null, call))).toEqual({ folders: [], next: null })
    const evil = await provider.browse(to.destination, 'https://evil.example/v1.0/x', call)
    expect(codeOf(evil)).toBe('unsafe-redirect')
  },
}
