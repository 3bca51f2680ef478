/** A watched folder whose files are put away: the whole way with a real engine and practice cloud, and by the command's own calls. */

import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { TransferView } from '../../src/shared/transfer.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

afterEach(expectGoodManners)

async function rows(bench: OwnerBench, watch: string): Promise<TransferView[]> {
  return valueOf(await bench.client.queue.page({ filter: { watch } })).transfers
}

it('complaint-C33 moves what is verified and nothing else; an undo brings it back, and nothing is sent twice', async () => {
  const bench = await OwnerBench.open()
  const base = join(bench.folder, '..', `sent-${statSync(bench.folder).ino}`)
  mkdirSync(base)
  const file = bench.write('report.pdf', pseudoRandom(40_001, 3))
  const asked = {
    folder: bench.folder,
    to: 'onedrive:/In',
    account: 'cloud',
    existing: 'upload',
    settleMs: 50,
  } as const
  // A target in the folder itself would be uploaded again.
  const inside = await bench.client.watches.add({ ...asked, after: `move=${join(bench.folder, 'sent')}` })
  expect(inside).toMatchObject({ ok: false, failure: { code: 'after-refused' } })
  const watch = valueOf(await bench.client.watches.add({ ...asked, after: `move=${base}/{yyyy}/{name}` }))
  expect(watch.after).toBe(`move=${base}/{yyyy}/{name}`)
  await expect.poll(async () => (await rows(bench, watch.id))[0]?.cleanUp?.state, { timeout: 20_000 }).toBe('moved')
  const [done] = await rows(bench, watch.id)
  expect(done).toMatchObject({ state: 'done', evidence: 'hash', cleanUp: { what: 'move', why: null } })
  const place = done?.cleanUp?.place ?? ''
  expect(place.startsWith(`${base}/20`)).toBe(true)
  expect(existsSync(file.path)).toBe(false)
  expect(readFileSync(place)).toEqual(pseudoRandom(40_001, 3))
  // Whoever finds it there asks by that path.
  const story = valueOf(await bench.client.queue.explain({ target: place }))
  expect(story).toMatchObject({ path: file.path, transfer: { id: done?.id } })
  expect(story.steps.length).toBeGreaterThan(3)
  expect(await bench.client.queue.explain({ target: `${place}x` })).toMatchObject({ failure: { code: 'not-found' } })

  const back = valueOf(await bench.client.history.takeBack({ id: done?.id ?? '' }))
  expect(back.cleanUp).toMatchObject({ state: 'undone', place: null })
  expect(readFileSync(file.path)).toEqual(pseudoRandom(40_001, 3))
  // What appears now is another file; by the time that it is through, the first one was looked at, too.
  bench.write('next.pdf', pseudoRandom(4_001, 4))
  await expect.poll(async () => (await rows(bench, watch.id)).length, { timeout: 20_000 }).toBe(2)
  const next = (await rows(bench, watch.id)).find(({ path }) => path.endsWith('next.pdf'))
  await bench.ended(next?.id ?? '')
  expect(await rows(bench, watch.id)).toHaveLength(2)
  expect(await bench.items()).toHaveLength(2)
})
