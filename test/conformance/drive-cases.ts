/** Where files have unique names, versions, times and folders. */

import { expect } from 'vitest'
import type { FolderEntry, FolderPage } from '../../src/main/engine/ports/provider.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import {
  type PortCases,
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

export const drives: PortCases = {
  'the time is kept, by either way': async (start) => {
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
  },

  'a name that is taken is told, and never changed': async (start) => {
    const { provider, target, stored } = await start()
    const to = target('taken.bin')
    const old = pseudoRandom(1_000, 3)
    value(await provider.put(to, content(old), isNew, bodyFor(provider, to, old), call))
    const fresh = pseudoRandom(2_000, 4)
    expect(codeOf(await provider.put(to, content(fresh), isNew, bodyFor(provider, to, fresh), call))).toBe('name-taken')
    expect(codeOf(await provider.open(to, content(fresh), isNew, call))).toBe('name-taken')
    expect(await stored(to)).toMatchObject({ sha256: sha256(old) })
  },

  'a new version keeps the id, and only of the version we saw': async (start) => {
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
  },

  'folders are made where they are missing, and found where they are': async (start) => {
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
  },

  'folders are listed page by page with the address to use; files are not': async (start) => {
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
  },

  'what an address leads to is told, and nothing is made': async (start) => {
    const { provider, target } = await start()
    const { destination } = target('x')
    const below = `${destination.replace(/\/$/, '')}/Not there/yet`
    expect(value(await provider.inspect(destination, call))).toMatchObject({ isFolder: true })
    expect(value(await provider.inspect(below, call))).toBeNull()
    expect(value(await provider.look(target('Not there'), call))).toBeNull()
  },

  'a folder is a folder': async (start) => {
    const { provider, target } = await start()
    await provider.makeFolders(target('x', ['Folder']), call)
    expect(value(await provider.look(target('Folder'), call))).toMatchObject({ isFolder: true, isAddressed: false })
  },
}
