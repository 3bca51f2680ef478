/** Where files are attached to something: they are only added, and told from each other by their content. */

import { expect } from 'vitest'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { type PortCases, bodyFor, call, codeOf, content, isNew, sha256, value } from './provider-means.ts'

export const attachments: PortCases = {
  'says of itself that nothing is replaced and that evidence is read back': async (start) => {
    const { provider, target } = await start()
    expect(provider.capabilities(target('x'))).toMatchObject({
      digest: 'sha256',
      readsBack: true,
      replaces: false,
      hasFolders: false,
    })
  },

  'size and hash are those of the bytes that are there': async (start) => {
    const { provider, target } = await start()
    const to = target('read.bin')
    const bytes = pseudoRandom(70_001, 11)
    const { id } = value(await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes), call))
    const hash = { algorithm: 'sha256', value: sha256(bytes) }
    expect(value(await provider.lookById(to, id, call))).toMatchObject({ id, name: 'read.bin', size: 70_001, hash })
  },

  'nothing gets new content': async (start) => {
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
  },

  'folders make no difference, and the place itself is told': async (start) => {
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
  },
}
