import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Canaries } from '../support/canaries.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

/** Each is a name somewhere else: all are secret to whoever asks for that. */
const names = {
  'a file that is refused': 'Kestrel Redundancies *2027.xlsx',
  'a file that is taken': 'Falcon Prices (final).pdf',
  'a folder': 'Merger with Osprey',
  'a folder that is watched': 'Harrier, private',
  'a watch': 'Letters to Goshawk',
  'a place': 'Board of Buzzard',
  'another place': 'Payroll of Merlin',
  'an account': 'Peregrine Holdings',
  'a client of ours': 'sparrowhawk-and-sons',
  'an excluded pattern': 'Hobby takeover.*',
  'a template': '{yyyy}/Kite and Co/{relpath}',
} as const

/** As somebody would look for them: their own parts. */
const words = ['Kestrel', 'Falcon', 'Osprey', 'Harrier', 'Goshawk', 'Buzzard', 'Merlin', 'Peregrine', 'sparrowhawk']
const moreWords = ['Hobby takeover', 'Kite and Co']

test('S4: without names none is left, of whatever kind, and with them all of them are there', async () => {
  const bench = await OwnerBench.open()
  const { client } = bench
  const canaries = new Canaries()
  canaries.add('the access token', bench.practice.cloud.token)
  const { accounts, settings, watches, engine } = client
  const { graphUrl, loginUrl, token } = bench.practice.cloud
  const tokens = { accessToken: token }
  valueOf(await accounts.add({ kind: 'practice', name: names['an account'], graphUrl, loginUrl, tokens }))
  valueOf(await settings.set({ key: 'accounts.boxClientId', value: names['a client of ours'] }))
  const watched = join(bench.folder, names['a folder that is watched'])
  const folder = join(bench.folder, names['a folder'])
  for (const each of [watched, folder]) mkdirSync(each)
  valueOf(
    await watches.add({
      folder: watched,
      to: `onedrive:/${names['another place']}`,
      account: names['an account'],
      name: names['a watch'],
      exclude: [names['an excluded pattern']],
      template: names['a template'],
    }),
  )
  const to = `onedrive:/${names['a place']}`
  const taken = join(names['a folder'], names['a file that is taken'])
  await bench.upload(bench.file(taken, 2_001), { to })
  expect((await bench.upload(bench.file(taken, 2_003), { to })).failure?.code).toBe('name-taken')
  const refused = await bench.upload(bench.file(names['a file that is refused'], 1_001), { to })
  expect(refused.state).not.toBe('done')

  const textOf = async (hideNames: boolean): Promise<string> => {
    const parts = valueOf(await engine.diagnostics({ hideNames }))
    expect(parts.map(({ name }) => name)).toContain('troubled-transfers.json')
    return parts.map(({ text }) => text).join('\n')
  }
  const found = (text: string): string[] =>
    [...words, ...moreWords].filter((word) => text.toLowerCase().includes(word.toLowerCase()))
  const [shown, hidden] = [await textOf(false), await textOf(true)]
  expect(found(shown)).toEqual([...words, ...moreWords])
  expect(found(hidden)).toEqual([])
  expect(hidden).not.toContain(bench.folder)
  // What helps is left: which codes, which states, how many tries.
  for (const told of ['name-taken', '"state": "blocked"', 'owner.ready', 'bandwidth.bytesPerSecond'])
    expect(hidden).toContain(told)
  expect([...canaries.in(shown), ...canaries.in(hidden)]).toEqual([])
})
