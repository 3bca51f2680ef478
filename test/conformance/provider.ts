/** What the engine relies on from every provider, whichever service it speaks to. */

import { describe, expect, test } from 'vitest'
import type { FolderEntry, FolderPage } from '../../src/main/engine/ports/provider.ts'
import { FailureError, failure } from '../../src/shared/failure.ts'
import { anyDigest, brokenBody, lyingBody } from '../support/bodies.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import {
  type Start,
  bodyFor,
  call,
  codeOf,
  content,
  expectGone,
  isNew,
  modifiedAt,
  saidBy,
  sendAll,
  sha256,
  value,
} from './provider-means.ts'
import { orderSuite, partsSuite } from './ranges.ts'

/** How a session is filled: one range after the other, or by parts that come in any order. */
type Ranges = 'in order' | 'as parts'

/** What every provider does; `driveSuite` and `attachmentSuite` have what only some can do. */
function providerSuite(name: string, start: Start, ranges: Ranges = 'in order'): void {
  if (ranges === 'in order') orderSuite(name, start)
  else partsSuite(name, start)

  describe(`what every provider does: ${name}`, () => {
    test('a file in one request is stored as it is, and told with its hash', async () => {
      const { provider, target, stored, violations } = await start()
      const to = target('small.bin')
      const bytes = pseudoRandom(70_001, 1)
      const item = value(await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes, 10_000), call))
      expect(item).toMatchObject({ name: 'small.bin', size: 70_001, isFolder: false, isAddressed: false })
      expect(await stored(to)).toMatchObject({ size: 70_001, sha256: sha256(bytes) })
      expect(value(await provider.look(to, call))).toMatchObject({ id: item.id, hash: item.hash })
      const seen = value(await provider.lookById(to, item.id, call))
      expect(seen).toMatchObject({ id: item.id, size: 70_001, hash: { algorithm: provider.capabilities(to).digest } })
      expect(await violations()).toEqual([])
    })

    test('what is left there is a number, or not known, and asking changes nothing', async () => {
      const { provider, target, stored } = await start()
      const { bytes, files } = value(await provider.room(target('x').destination, call))
      for (const left of [bytes, files]) expect(left === null || left >= 0).toBe(true)
      expect(await stored(target('x'))).toBeNull()
    })

    test('an empty file goes in one request', async () => {
      const { provider, target, stored } = await start()
      const to = target('empty')
      const item = value(
        await provider.put(to, { size: 0, modifiedAt }, isNew, bodyFor(provider, to, Buffer.alloc(0)), call),
      )
      expect(item).toMatchObject({ size: 0 })
      expect(await stored(to)).toMatchObject({ size: 0 })
    })

    test.each([1, 327_679, 327_680, 327_681, 5_242_881])('a session carries %i bytes', async (size) => {
      const { provider, target, stored, violations } = await start()
      const to = target(`session-${size}.bin`)
      const bytes = pseudoRandom(size, size)
      const opened = value(await provider.open(to, content(bytes), isNew, call))
      expect(opened.missing).toEqual([{ start: 0, end: size }])
      const item = await sendAll(provider, to, opened, bytes)
      expect(item).toMatchObject({ name: to.name, size })
      expect(await stored(to)).toMatchObject({ size, sha256: sha256(bytes) })
      expectGone(await provider.position(opened, size, call))
      expect(await violations()).toEqual([])
    })

    test('a session that was given up is gone, also the second time', async () => {
      const { provider, target, stored } = await start()
      const to = target('given-up.bin')
      const bytes = pseudoRandom(400_000, 8)
      const opened = value(await provider.open(to, content(bytes), isNew, call))
      expect(codeOf(await provider.abandon(opened, call))).toBe('ok')
      expect(codeOf(await provider.abandon(opened, call))).toBe('ok')
      expectGone(await provider.position(opened, bytes.length, call))
      const range = { start: 0, end: bytes.length }
      expect(codeOf(await provider.send(opened, range, bytes.length, bodyFor(provider, to, bytes), call))).toBe(
        'session-lost',
      )
      expect(await stored(to)).toBeNull()
    })

    test('what is not there is null', async () => {
      const { provider, target } = await start()
      expect(value(await provider.look(target('nothing'), call))).toBeNull()
      expect(value(await provider.lookById(target('nothing'), 'no-such-id', call))).toBeNull()
    })

    test("a body's own failure comes back as it is, and nothing is stored", async () => {
      const { provider, target, stored } = await start()
      const to = target('broken.bin')
      const changed = new FailureError(failure('source-changed', { name: 'broken.bin' }))
      const size = 400_000
      const opened = value(await provider.open(to, { size, modifiedAt }, isNew, call))
      const range = { start: 0, end: size }
      const sent = await provider.send(
        opened,
        range,
        size,
        brokenBody(size, 100_000, changed, saidBy(provider, to)),
        call,
      )
      expect(sent).toMatchObject({ ok: false, failure: { code: 'source-changed' } })
      for (const given of [size - 1, size + 1]) {
        expect(
          codeOf(await provider.send(opened, range, size, lyingBody(size, given, saidBy(provider, to)), call)),
        ).toBe('bug')
      }
      expect(value(await provider.position(opened, size, call)).missing).toEqual([range])
      expect(await stored(to)).toBeNull()
    })

    test('a call that is stopped ends at once', async () => {
      const { provider, target, stored } = await start()
      const to = target('stopped.bin')
      const size = 800_000
      const opened = value(await provider.open(to, { size, modifiedAt }, isNew, call))
      const stop = new AbortController()
      const body = {
        length: size,
        digest: anyDigest(saidBy(provider, to)),
        async *pieces() {
          yield Buffer.alloc(100_000, 1)
          stop.abort()
          await new Promise(() => undefined)
        },
      }
      const sent = await provider.send(opened, { start: 0, end: size }, size, body, { signal: stop.signal })
      expect(codeOf(sent)).toBe('interrupted')
      expect(codeOf(await provider.look(to, { signal: stop.signal }))).toBe('interrupted')
      expect(await stored(to)).toBeNull()
    })

    test('names and sizes that are refused are known before a byte is sent', async () => {
      const { provider, target } = await start()
      const { maxFileBytes } = provider.capabilities(target('x'))
      expect(provider.preflight(target('fine.txt', ['Folder']), maxFileBytes)).toBeNull()
      expect(provider.preflight(target('large'), maxFileBytes + 1)).toMatchObject({ code: 'too-large' })
      for (const own of ['a'.repeat(5_000), ' ', 'ok.txt']) {
        const allowed = provider.allowed(target(own))
        expect(allowed === null ? null : provider.preflight(allowed, 1)).toBeNull()
      }
      expect(provider.allowed(target('ok.txt'))).toEqual(target('ok.txt'))
      expect(provider.preflight(target('a'.repeat(5_000)), 1)?.code).toMatch(/^(path-too-long|name-not-allowed)$/)
    })

    test('capabilities fit together', async () => {
      const { provider, target } = await start()
      const found = provider.capabilities(target('x'))
      expect(found.maxRangeBytes % found.rangeAlignmentBytes).toBe(0)
      expect(found.startRangeBytes % found.rangeAlignmentBytes).toBe(0)
      expect(found.startRangeBytes).toBeLessThanOrEqual(found.maxRangeBytes)
      expect(found.maxSinglePutBytes).toBeLessThanOrEqual(found.hardSinglePutBytes)
    })
  })
}

/** Where files have unique names, versions, times and folders. */
export function driveSuite(name: string, start: Start, ranges?: Ranges): void {
  providerSuite(name, start, ranges)

  describe(`what a drive does: ${name}`, () => {
    test('the time is kept, by either way', async () => {
      const { provider, target } = await start()
      for (const size of [0, 70_001]) {
        const to = target(`put-${size}`)
        const bytes = pseudoRandom(size, size)
        const put = await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes), call)
        expect(value(put)).toMatchObject({ modifiedAt })
      }
      const bytes = pseudoRandom(70_001, 1)
      const opened = value(await provider.open(target('sent'), content(bytes), isNew, call))
      expect(await sendAll(provider, target('sent'), opened, bytes)).toMatchObject({ modifiedAt })
    })

    test('a name that is taken is told, and never changed', async () => {
      const { provider, target, stored } = await start()
      const to = target('taken.bin')
      const old = pseudoRandom(1_000, 3)
      value(await provider.put(to, content(old), isNew, bodyFor(provider, to, old), call))
      const fresh = pseudoRandom(2_000, 4)
      expect(codeOf(await provider.put(to, content(fresh), isNew, bodyFor(provider, to, fresh), call))).toBe(
        'name-taken',
      )
      expect(codeOf(await provider.open(to, content(fresh), isNew, call))).toBe('name-taken')
      expect(await stored(to)).toMatchObject({ sha256: sha256(old) })
    })

    test('a new version keeps the id, and only of the version we saw', async () => {
      const { provider, target, stored } = await start()
      const to = target('versions.bin')
      const first = pseudoRandom(1_000, 5)
      const item = value(await provider.put(to, content(first), isNew, bodyFor(provider, to, first), call))
      const replace = { kind: 'replace', itemId: item.id, eTag: item.eTag } as const
      const second = pseudoRandom(2_000, 6)
      const opened = value(await provider.open(to, content(second), replace, call))
      const next = await sendAll(provider, to, opened, second, replace)
      expect(next).toMatchObject({ id: item.id, size: 2_000, modifiedAt })
      const third = pseudoRandom(3_000, 7)
      expect(codeOf(await provider.open(to, content(third), replace, call))).toBe('changed-at-destination')
      expect(codeOf(await provider.put(to, content(third), replace, bodyFor(provider, to, third), call))).toBe(
        'changed-at-destination',
      )
      const any = { ...replace, eTag: null }
      expect(value(await provider.put(to, content(third), any, bodyFor(provider, to, third), call))).toMatchObject({
        id: item.id,
      })
      expect(await stored(to)).toMatchObject({ sha256: sha256(third) })
    })

    test('folders are made where they are missing, and found where they are', async () => {
      const { provider, target, stored } = await start()
      const to = target('deep.bin', ['Ünïcode 漢字', 'a#b%20c & d', "it's + = @ ~ $"])
      const bytes = pseudoRandom(10, 9)
      expect(value(await provider.look(to, call))).toBeNull()
      expect(codeOf(await provider.open(to, content(bytes), isNew, call))).toBe('destination-gone')
      expect(codeOf(await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes), call))).toBe(
        'destination-gone',
      )
      expect(codeOf(await provider.makeFolders(to, call))).toBe('ok')
      expect(codeOf(await provider.makeFolders(to, call))).toBe('ok')
      expect(codeOf(await provider.makeFolders({ ...to, folders: [...to.folders, 'inner'] }, call))).toBe('ok')
      value(await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes), call))
      expect(await stored(to)).toMatchObject({ sha256: sha256(bytes) })
      const below = target('x', [...to.folders, to.name, 'y'])
      expect(codeOf(await provider.makeFolders(below, call))).toBe('destination-refused')
    })

    test('folders are listed page by page with the address to use; files are not', async () => {
      const { provider, target } = await start()
      const { destination } = target('x')
      const all = async (place: string) => {
        const found: FolderEntry[] = []
        let next: string | null = null
        do {
          const page: FolderPage = value(await provider.browse(place, next, call))
          found.push(...page.folders)
          next = page.next
        } while (next !== null)
        return found
      }
      expect(await all(destination)).toEqual([])
      const names = ['Ünïcode 漢字', 'a#b%20c & d', "it's + = @ ~ $"]
      for (const folder of names) value(await provider.makeFolders(target('x', [folder, 'inner']), call))
      const bytes = pseudoRandom(10, 10)
      const to = target('file.bin')
      value(await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes), call))
      const found = await all(destination)
      expect(found.map((folder) => folder.name).toSorted()).toEqual(names.toSorted())
      for (const folder of found) {
        const address = folder.address ?? ''
        expect(folder).toMatchObject({ kind: 'folder', place: address, detail: null, at: null })
        expect(value(await provider.inspect(address, call))).toMatchObject({ isFolder: true, name: folder.name })
        expect((await all(address)).map((inner) => inner.name)).toEqual(['inner'])
      }
      expect(codeOf(await provider.browse(destination, 'https://evil.example/v1.0/x', call))).toBe('unsafe-redirect')
    })

    test('what an address leads to is told, and nothing is made', async () => {
      const { provider, target } = await start()
      const { destination } = target('x')
      const below = `${destination.replace(/\/$/, '')}/Not there/yet`
      expect(value(await provider.inspect(destination, call))).toMatchObject({ isFolder: true })
      expect(value(await provider.inspect(below, call))).toBeNull()
      expect(value(await provider.look(target('Not there'), call))).toBeNull()
    })

    test('a folder is a folder', async () => {
      const { provider, target } = await start()
      await provider.makeFolders(target('x', ['Folder']), call)
      expect(value(await provider.look(target('Folder'), call))).toMatchObject({ isFolder: true, isAddressed: false })
    })
  })
}

/** Where files are attached to something: they are only added, and told from each other by their content. */
export function attachmentSuite(name: string, start: Start): void {
  providerSuite(name, start)

  describe(`what a place for attachments does: ${name}`, () => {
    test('says of itself that nothing is replaced and that evidence is read back', async () => {
      const { provider, target } = await start()
      expect(provider.capabilities(target('x'))).toMatchObject({
        digest: 'sha256',
        readsBack: true,
        replaces: false,
        hasFolders: false,
      })
    })

    test('size and hash are those of the bytes that are there', async () => {
      const { provider, target } = await start()
      const to = target('read.bin')
      const bytes = pseudoRandom(70_001, 11)
      const { id } = value(await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes), call))
      const hash = { algorithm: 'sha256', value: sha256(bytes) }
      expect(value(await provider.lookById(to, id, call))).toMatchObject({ id, name: 'read.bin', size: 70_001, hash })
    })

    test('nothing gets new content', async () => {
      const { provider, target, stored } = await start()
      const to = target('kept.bin')
      const bytes = pseudoRandom(1_000, 12)
      const { id } = value(await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes), call))
      const replace = { kind: 'replace', itemId: id, eTag: null } as const
      const fresh = pseudoRandom(4_000_000, 13)
      expect(codeOf(await provider.open(to, content(fresh), replace, call))).toBe('destination-refused')
      expect(codeOf(await provider.put(to, content(fresh), replace, bodyFor(provider, to, fresh), call))).toBe(
        'destination-refused',
      )
      expect(await stored(to)).toMatchObject({ sha256: sha256(bytes) })
    })

    test('folders make no difference, and the place itself is told', async () => {
      const { provider, target, stored } = await start()
      const to = target('deep.bin', ['Folder', 'inner'])
      const bytes = pseudoRandom(10, 14)
      expect(codeOf(await provider.makeFolders(to, call))).toBe('ok')
      value(await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes), call))
      expect(await stored(to)).toMatchObject({ sha256: sha256(bytes) })
      expect(value(await provider.inspect(to.destination, call))).toMatchObject({ isFolder: true })
      expect(value(await provider.browse(to.destination, null, call))).toEqual({ folders: [], next: null })
      const evil = await provider.browse(to.destination, 'https://evil.example/v1.0/x', call)
      expect(codeOf(evil)).toBe('unsafe-redirect')
    })
  })
}
