/** What the provider makes of odd answers of Box; what each code stands for is in unit/providers/box/errors.test.ts. */

import { expect, test } from 'vitest'
import { bodyFor, call, codeOf, value } from '../conformance/provider-means.ts'
import { boxBench, boxTarget } from '../support/box-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

const content = { size: 1_000, modifiedAt: Date.UTC(2024, 0, 1) }

test.each([404, 405, 501])('a preflight that answers %i: the folder is read instead', async (status) => {
  const { practice, provider } = await boxBench()
  const box = await provider()
  await practice.write({ what: 'create', drive: 'practice-box', path: '/Taken.bin', size: 7 })
  const respond = { match: { op: 'preflight' }, action: 'respond', params: { status, code: 'not_found' }, times: 0 }
  await practice.fault(respond)
  expect(value(await box.look(boxTarget('taken.BIN'), call))).toMatchObject({ name: 'Taken.bin', size: 7 })
  expect(value(await box.look(boxTarget('free.bin'), call))).toBeNull()
})

test('a conflict that does not say with what: the folder is read', async () => {
  const { practice, provider } = await boxBench()
  const box = await provider()
  await practice.write({ what: 'folder', drive: 'practice-box', path: '/Taken' })
  const silent = { status: 409, json: { type: 'error', status: 409, code: 'item_name_in_use' } }
  await practice.fault({ match: { op: 'preflight' }, action: 'respond', params: silent })
  expect(value(await box.look(boxTarget('Taken'), call))).toMatchObject({ name: 'Taken', isFolder: true })
})

test('a folder that was deleted and made again is found again', async () => {
  const { practice, provider } = await boxBench()
  const box = await provider()
  const to = boxTarget('a.bin', 'box:/Moving')
  value(await box.makeFolders(to, call))
  await practice.write({ what: 'delete', drive: 'practice-box', path: '/Moving' })
  await practice.write({ what: 'folder', drive: 'practice-box', path: '/Moving' })
  expect(codeOf(await box.open(to, content, { kind: 'new' }, call))).toBe('destination-gone')
  expect(codeOf(await box.makeFolders(to, call))).toBe('ok')
  expect(codeOf(await box.open(to, content, { kind: 'new' }, call))).toBe('ok')
})

test.each(['preflight', 'create', 'simplePut', 'children'])(
  'a sign-in page with 200 for %s is no success',
  async (op) => {
    const { practice, provider } = await boxBench()
    const box = await provider()
    const page = { status: 200, contentType: 'text/html', body: '<html>Welcome to Hotel Wifi</html>' }
    await practice.fault({ match: { op }, action: 'respond', params: page })
    const to = boxTarget('a.bin', op === 'children' ? 'box:/Somewhere' : 'box:/')
    const bytes = pseudoRandom(1_000, 1)
    const asked =
      op === 'create'
        ? box.open(to, content, { kind: 'new' }, call)
        : op === 'simplePut'
          ? box.put(to, content, { kind: 'new' }, bodyFor(box, to, bytes), call)
          : box.look(to, call)
    expect(codeOf(await asked)).toBe('network-sign-in')
  },
)
