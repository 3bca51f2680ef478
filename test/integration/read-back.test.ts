/** What proves a file whose service tells no hash, by the setting; and that nothing else changes by it. */

import { afterEach, describe, expect, it } from 'vitest'
import { attachmentPlaces } from '../support/attachment-places.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'

const range = 3_932_160
/** One request, and a session of two ranges. */
const sizes = [50_003, range + 77_777] as const

afterEach(expectGoodManners)

async function benchWith(readBack: boolean): Promise<OwnerBench> {
  const bench = await OwnerBench.open()
  valueOf(await bench.client.settings.set({ key: 'transfers.readBack', value: readBack }))
  return bench
}

describe.each(attachmentPlaces)('setting `transfers.readBack` at $name', (place) => {
  it.each(sizes)(
    '%i bytes: read and compared as long as it is on, and accepted as they are where it is off',
    async (size) => {
      const bench = await benchWith(true)
      const proven = await bench.upload(bench.file('proven.bin', size), { to: place.to })
      expect(proven, await bench.story(proven.id)).toMatchObject({ state: 'done', evidence: 'hash' })
      expect(proven.remote).toMatchObject({ size, hash: { algorithm: 'sha256' } })
      expect(await bench.requests(place.readBack)).toHaveLength(1)

      valueOf(await bench.client.settings.set({ key: 'transfers.readBack', value: false }))
      const source = bench.file('accepted.bin', size)
      const accepted = await bench.upload(source, { to: place.to })
      expect(accepted, await bench.story(accepted.id)).toMatchObject({
        state: 'done',
        evidence: 'accepted',
        failure: null,
      })
      expect(accepted.remote).toMatchObject({ size, hash: null })
      expect(await bench.story(accepted.id)).toContain('reading it back is switched off')
      expect(await bench.requests(place.readBack)).toHaveLength(1)
      const there = (await place.attached(bench.practice)).filter(({ name }) => name === 'accepted.bin')
      expect(there).toMatchObject([{ size, sha256: source.sha256 }])
    },
  )

  it('a file whose answer was lost is told by its content all the same, and not attached twice', async () => {
    const bench = await benchWith(false)
    await bench.practice.fault({ preset: 'F11' })
    const source = bench.file('lost.bin', sizes[1])
    const found = await bench.upload(source, { to: place.to })
    expect(found, await bench.story(found.id)).toMatchObject({ state: 'done', evidence: 'hash' })
    expect(await bench.requests(place.readBack)).not.toHaveLength(0)
    await place.expectAttached(bench, source)
  })
})

it('setting `transfers.readBack` on a drive: its own hash proves the file, which is never read back', async () => {
  for (const readBack of [true, false]) {
    const bench = await benchWith(readBack)
    const view = await bench.upload(bench.file('drive.bin', sizes[0]))
    expect(view).toMatchObject({ state: 'done', evidence: 'hash', remote: { hash: { algorithm: 'quickXorHash' } } })
    expect(await bench.requests('content')).toEqual([])
  }
})
