/** Every way to write a destination (design 2.3), from the command to the stored bytes. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { group, site, users } from '../../src/main/practice/seed.ts'
import { OwnerBench, type Source, expectGoodManners, expectSame, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

const size = 400_000
const profiles = ['odp', 'odb', 'spo'] as const
const me = 'b!practice-me'
const other = users[1].userPrincipalName

async function stored(bench: OwnerBench, path: string, drive: string) {
  return bench.practice.control('GET', `/items?path=${encodeURIComponent(path)}&drive=${encodeURIComponent(drive)}`)
}

/** A file in folders of its own below the sources. */
function deep(bench: OwnerBench, path: string, bytes = size): Source {
  mkdirSync(dirname(join(bench.folder, path)), { recursive: true })
  const source = bench.file(path, bytes)
  return { ...source, name: path.slice(path.lastIndexOf('/') + 1) }
}

/** Address, path of its folder, drive. */
const byPath = [
  ['onedrive:/', '', me],
  ['onedrive:/Deep/Er/And deeper', '/Deep/Er/And deeper', me],
  ['onedrive:drives/b!practice-site', '', 'b!practice-site'],
  ['onedrive:drives/b!practice-group/root:/A/B', '/A/B', 'b!practice-group'],
  [`onedrive:sites/${site.id}`, '', 'b!practice-site'],
  [`onedrive:sites/${site.id}/root:/Library/X`, '/Library/X', 'b!practice-site'],
  [`onedrive:groups/${group.id}`, '', 'b!practice-group'],
  [`onedrive:groups/${group.id}/root:/G`, '/G', 'b!practice-group'],
  [`onedrive:users/${other}`, '', 'b!practice-other-user'],
  [`onedrive:users/${other}/root:/U`, '/U', 'b!practice-other-user'],
  ['onedrive:special/documents', '/Documents', me],
  ['onedrive:special/approot/Logs/2026', '/Apps/Longshore/Logs/2026', me],
] as const

/** The same about a folder that is there. */
const byId = [
  ['items/ID', ''],
  ['items/ID:/Sub/Path', '/Sub/Path'],
  [`drives/${me}/items/ID`, ''],
  [`drives/${me}/items/ID:/Other/Path`, '/Other/Path'],
  ['bundles/ID', ''],
  ['following/ID', ''],
  ['special/ID', ''],
  ['shares/s!ID', ''],
  ['shares/s!ID/root', ''],
  ['shares/s!ID/root/Shared/Deep', '/Shared/Deep'],
  ['shares/URL/root/By URL', '/By URL'],
] as const

const ofFiles = ['items/ID', `drives/${me}/items/ID`, 'bundles/ID', 'following/ID', 'special/ID', 'shares/s!ID']

describe.each(profiles)('%s', (profile) => {
  it('every form by path, folders made where missing', async () => {
    const bench = await OwnerBench.open({ profile })
    const sent = await Promise.all(
      byPath.map(async ([to, path, drive], i) => {
        const source = bench.file(`f${i}.bin`, size + i)
        return { source, to, path, drive, view: await bench.upload(source, { to }) }
      }),
    )
    for (const { source, to, path, drive, view } of sent) {
      expect(view, await bench.story(view.id)).toMatchObject({ state: 'done', evidence: 'hash', destination: to })
      expectSame(await stored(bench, `${path}/${source.name}`, drive), source)
    }
    expect(await bench.items()).toHaveLength(byPath.length)
  })

  it('every form by id, of a folder, with the tree of ours below it', async () => {
    const bench = await OwnerBench.open({ profile })
    for (const [i, [form, path]] of byId.entries()) {
      const base = `/Base ${i}`
      const { item } = await bench.practice.write({ what: 'folder', path: base })
      const { webUrl } = (await bench.practice.graph('GET', `/me/drive/root:${encodeURI(base)}`)).json
      // In one pass: an id is drawn by lot and may hold the letters that stand for the other.
      const to = `onedrive:${form.replace(/ID|URL/, (what) => (what === 'ID' ? item.id : encodeURIComponent(webUrl)))}`
      const tree = `tree ${i}`
      const sources = { 'one.bin': deep(bench, `${tree}/one.bin`), 'x/y/two.bin': deep(bench, `${tree}/x/y/two.bin`) }
      const { batch } = valueOf(await bench.client.queue.enqueue({ paths: [join(bench.folder, tree)], to }))
      const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
      expect(transfers).toHaveLength(2)
      for (const { id } of transfers) {
        expect(await bench.ended(id), `${form}\n${await bench.story(id)}`).toMatchObject({ state: 'done' })
      }
      for (const [below, source] of Object.entries(sources)) {
        expectSame(await stored(bench, `${base}${path}/${tree}/${below}`, me), source)
      }
    }
    expect(await bench.items()).toHaveLength(2 * byId.length)
  })

  it('every form by id, of a file: replaced under its own name', async () => {
    const bench = await OwnerBench.open({ profile })
    for (const [i, form] of ofFiles.entries()) {
      const path = `/Base/theirs ${i}.dat`
      const { item } = await bench.practice.write({ what: 'create', path, size: 10 })
      const source = bench.file(`mine ${i}.bin`, size)
      const view = await bench.upload(source, { to: `onedrive:${form.replace('ID', item.id)}` })
      const remote = { id: item.id, name: `theirs ${i}.dat` }
      expect(view, `${form}\n${await bench.story(view.id)}`).toMatchObject({ state: 'done', evidence: 'hash', remote })
      expectSame(await bench.practice.item(path), source)
    }
    expect(await bench.items()).toHaveLength(ofFiles.length)
  })
})

describe('names', () => {
  const nfc = 'Caf\u00e9 \u00c5.bin'
  const odd = [
    '#1 100% sure.bin',
    '%20 is four characters %2F.bin',
    "it's O'Brien's ''quoted''.bin",
    'two  spaces and\u00a0one hard.bin',
    '\u{1f6a2}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} Schiff.bin',
    '日本語 العربية.bin',
    nfc,
    nfc.normalize('NFD'),
    'a+b&c=d;e,f@g!h$i(j)[k]{l}^~`.bin',
    '.hidden',
    'no ending',
    '-dash',
    'UPPER.BIN',
    'two.dots..bin',
    'x:y'.replace(':', '\ua789'),
  ]

  it.each(profiles)('graph-G2-25 odd ones arrive as they are, as files and as folders, on %s', async (profile) => {
    const bench = await OwnerBench.open({ profile })
    const sources = odd.map((name, i) => deep(bench, `${i}/${name}/${name}`, 1000 + i))
    const ids = await Promise.all(
      sources.map((source, i) => bench.enqueue(source, { to: `onedrive:/${i}/${odd[i] ?? ''}` })),
    )
    for (const [i, id] of ids.entries()) {
      const view = await bench.ended(id)
      expect(view, `${odd[i]}\n${await bench.story(id)}`).toMatchObject({ state: 'done', evidence: 'hash' })
      const source = sources[i]
      if (source) expectSame(await bench.practice.item(`/${i}/${odd[i]}/${source.name}`), source)
    }
    const names = (await bench.items()).map(({ name }) => String(name))
    expect(new Set(names)).toEqual(new Set(odd))
  })

  it('those that the service refuses are refused before a byte is sent', async () => {
    const bench = await OwnerBench.open()
    const asked = (await bench.requests()).length
    const edges = ['a.', ' begins with a space', 'ends with a space ', '~$lock.docx', 'my_vti_file', 'tab\there']
    const letters = ['a<b', 'a>b', 'a|b', 'a"b', 'a*b', 'a?b', 'a:b', 'a\\b']
    for (const name of [...edges, ...letters, 'CON', 'com1', 'LPT9', '.lock', 'desktop.ini']) {
      const view = await bench.upload(bench.file(name, 1000))
      expect(view, name).toMatchObject({ state: 'failed', failure: { code: 'name-not-allowed', retryAt: null } })
    }
    expect(await bench.requests()).toHaveLength(asked)
  })

  it('a path of 400 characters is taken, one of 401 is refused before a byte is sent', async () => {
    const bench = await OwnerBench.open()
    const folders = `${'x'.repeat(200)}/${'y'.repeat(150)}`
    const fits = bench.file('f'.repeat(400 - folders.length - 1), 1000)
    const long = bench.file('g'.repeat(401 - folders.length - 1), 1000)
    expect(await bench.upload(fits, { to: `onedrive:/${folders}` })).toMatchObject({ state: 'done' })
    const asked = (await bench.requests()).length
    expect(await bench.upload(long, { to: `onedrive:/${folders}` })).toMatchObject({
      state: 'failed',
      failure: { code: 'path-too-long', retryAt: null },
    })
    expect(await bench.requests()).toHaveLength(asked)
    expect(await bench.items()).toHaveLength(1)
  })

  it('one bad name in a folder holds nobody up', async () => {
    const bench = await OwnerBench.open()
    for (const name of ['good.bin', 'bad<name.bin', 'fine.bin']) deep(bench, `tree/${name}`, 1000)
    const { batch } = valueOf(
      await bench.client.queue.enqueue({ paths: [join(bench.folder, 'tree')], to: 'onedrive:/' }),
    )
    const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
    const ended = await Promise.all(transfers.map(({ id }) => bench.ended(id)))
    expect(ended.map(({ state }) => state).toSorted()).toEqual(['done', 'done', 'failed'])
  })
})

describe('what an address leads to', () => {
  it('nothing there: blocked, with few questions', async () => {
    const bench = await OwnerBench.open()
    const source = bench.file('a.bin', 1000)
    for (const what of ['items', 'drives', 'following', 'bundles', 'shares']) {
      const to = `onedrive:${what}/${what === 'shares' ? 's!none' : 'none'}`
      const before = (await bench.requests()).length
      const view = await bench.upload(source, { to })
      expect(view, to).toMatchObject({ state: 'blocked', failure: { code: 'destination-gone', retryAt: null } })
      expect((await bench.requests()).length - before).toBeLessThan(10)
    }
  })

  it('a file where a folder is wanted is told', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.write({ what: 'create', path: '/In', size: 10 })
    const view = await bench.upload(bench.file('a.bin', 1000), { to: 'onedrive:/In/Deep' })
    expect(['failed', 'blocked']).toContain(view.state)
    expect(view.failure?.message).toContain('a.bin')
    expect((await bench.requests()).length).toBeLessThan(20)
    expect(await bench.items()).toHaveLength(1)
  })

  it('the folder that is deleted in mid-upload is made again, or told', async () => {
    const bench = await OwnerBench.open()
    const gone = { match: { op: 'put', range: 'last' }, action: 'change', params: { what: 'delete', path: '/In' } }
    await bench.practice.fault(gone)
    const source = bench.file('a.bin', 6_000_000)
    const view = await bench.upload(source, { to: 'onedrive:/In' })
    expect(view, await bench.story(view.id)).toMatchObject({ state: 'done', evidence: 'hash' })
    expectSame(await bench.practice.item('/In/a.bin'), source)
  })

  it('many files into one new folder make it once', async () => {
    const bench = await OwnerBench.open()
    mkdirSync(join(bench.folder, 'crowd'))
    for (let i = 0; i < 40; i += 1) writeFileSync(join(bench.folder, 'crowd', `${i}.txt`), `file ${i}`)
    const { batch } = valueOf(
      await bench.client.queue.enqueue({ paths: [join(bench.folder, 'crowd')], to: 'onedrive:/New/Newer' }),
    )
    const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
    for (const { id } of transfers) expect(await bench.ended(id)).toMatchObject({ state: 'done' })
    expect(await bench.items()).toHaveLength(40)
    expect((await bench.practice.item('/New/Newer/crowd')).children).toHaveLength(40)
  })
})
