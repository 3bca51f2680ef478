/** Places beyond one's own drive: sites, groups, what others share; search, links, and folders that are made. */

import { afterEach, describe, expect, it } from 'vitest'
import type { FolderView } from '../../src/shared/destinations-contract.ts'
import type { Result } from '../../src/shared/failure.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

const siteDrive = 'b!practice-site'
const others = 'b!practice-other-user'
const box = 'practice-box'

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.failure.code)

/** Every page, as a face asks for them. */
async function all(bench: OwnerBench, place: string, search?: string): Promise<FolderView[]> {
  const found: FolderView[] = []
  let cursor: string | null = null
  for (let page = 0; page < 100; page += 1) {
    const asked: Parameters<typeof bench.client.destinations.browse>[0] = {
      place,
      ...(search !== undefined && { search }),
      ...(cursor !== null && { cursor }),
    }
    const answer: { folders: FolderView[]; cursor: string | null } = valueOf(
      await bench.client.destinations.browse(asked),
    )
    found.push(...answer.folders)
    cursor = answer.cursor
    if (cursor === null) break
  }
  return found
}

const names = (found: readonly FolderView[]): string[] => found.map(({ name }) => name)

describe('sites', () => {
  it('those that are followed come first; a search finds the others, 5,000 of them page by page', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.control('POST', '/directory', { what: 'site', displayName: 'Cargo', count: 5_000 })
    expect(names(await all(bench, 'onedrive:sites'))).toEqual(['Harbour'])
    const found = await all(bench, 'onedrive:sites', 'cargo')
    expect(found).toHaveLength(5_000)
    expect(new Set(found.map(({ address }) => address)).size).toBe(5_000)
    expect(names(await all(bench, 'onedrive:sites', 'Cargo 4711'))).toEqual(['Cargo 4711'])
    const [first] = valueOf(
      await bench.client.destinations.browse({ place: 'onedrive:sites', search: 'cargo' }),
    ).folders
    expect(first).toMatchObject({ kind: 'site', detail: 'practice.sharepoint.example/sites/cargo-1' })
  })

  it('a site leads to its libraries, and these to their folders', async () => {
    const bench = await OwnerBench.open()
    const libraries = ['Documents', 'Pictures & films']
    await bench.practice.control('POST', '/directory', { what: 'site', displayName: 'Yard', libraries })
    const [site] = await all(bench, 'onedrive:sites', 'yard')
    const found = await all(bench, site?.place ?? '')
    expect(found.map(({ kind, name }) => [kind, name])).toEqual(libraries.map((name) => ['library', name]))
    const address = found[1]?.address ?? ''
    const made = valueOf(await bench.client.destinations.makeFolder({ place: address, name: '2026 ä#1' }))
    expect(made.address).toBe(`${address}/root:/2026 ä#1`)
    expect(names(await all(bench, address))).toEqual(['2026 ä#1'])
    expect(valueOf(await bench.client.destinations.check({ to: made.address ?? '' })).is).toBe('folder')
  })

  it('what a person did not allow is said, not shown as an empty list', async () => {
    const bench = await OwnerBench.open()
    const scopes = ['User.Read', 'Files.ReadWrite.All']
    const { accessToken } = await bench.practice.control('POST', '/tokens', { scopes })
    valueOf(await bench.client.accounts.signIn({ name: 'cloud', tokens: { accessToken } }))
    expect(codeOf(await bench.client.destinations.browse({ place: 'onedrive:sites' }))).toBe('destination-denied')
  })
})

it('groups: those that have files, by their names', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.control('POST', '/directory', { what: 'group', displayName: 'Mail list', isUnified: false })
  const found = await all(bench, 'onedrive:groups')
  expect(found.map(({ kind, name }) => [kind, name])).toEqual([['group', 'Dockers']])
  const [library] = await all(bench, found[0]?.place ?? '')
  expect(library).toMatchObject({ kind: 'library', address: 'onedrive:drives/b!practice-group' })
})

it('what others share is there, and goes to where it really is', async () => {
  const bench = await OwnerBench.open()
  const { item } = await bench.practice.write({ what: 'folder', path: '/Plans', drive: others })
  const { item: file } = await bench.practice.write({ what: 'create', path: '/a.txt', size: 3, drive: others })
  for (const { id } of [item, file]) await bench.practice.control('POST', '/directory', { what: 'share', itemId: id })
  const [shared, ...more] = await all(bench, 'onedrive:shared')
  expect(more).toEqual([])
  expect(shared).toMatchObject({ name: 'Plans', address: `onedrive:drives/${others}/items/${item.id}` })
  expect(valueOf(await bench.client.destinations.check({ to: shared?.address ?? '' })).is).toBe('folder')
})

describe('a search for folders', () => {
  it('in OneDrive looks below the place, whatever signs the text has', async () => {
    const bench = await OwnerBench.open()
    for (const path of ["/A/O'Neil 100% & co", '/A/B/neil', '/C/Neil', '/A/neil.txt']) {
      const what = path.endsWith('.txt') ? 'create' : 'folder'
      await bench.practice.write({ what, path, ...(what === 'create' && { size: 1 }) })
    }
    const found = await all(bench, 'onedrive:/A', "o'neil 100% & CO")
    expect(found).toMatchObject([{ name: "O'Neil 100% & co", detail: 'A' }])
    expect(names(await all(bench, 'onedrive:/A', 'neil')).toSorted()).toEqual(["O'Neil 100% & co", 'neil'])
    expect(names(await all(bench, 'onedrive:/', 'nothing of the kind'))).toEqual([])
  })

  it('in Box, too, page by page', async () => {
    const bench = await OwnerBench.open()
    for (let n = 0; n < 230; n += 1) await bench.practice.write({ what: 'folder', path: `/In/Case ${n}`, drive: box })
    await bench.practice.write({ what: 'folder', path: '/Out/Case', drive: box })
    const found = await all(bench, 'box:/In', 'case')
    expect(new Set(found.map(({ address }) => address)).size).toBe(230)
    expect(found[0]).toMatchObject({ detail: 'In' })
  })

  it('where a service has none, a list is looked through', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.control('POST', '/todo', { what: 'list', displayName: 'Ships' })
    await bench.practice.control('POST', '/todo', { what: 'list', displayName: 'Cranes' })
    expect(names(await all(bench, 'todo:lists', 'ship'))).toEqual(['Ships'])
  })
})

describe('a folder that is made', () => {
  it('is chosen by its path, or in Box below a number by its own', async () => {
    const bench = await OwnerBench.open()
    const { destinations } = bench.client
    expect(valueOf(await destinations.makeFolder({ place: 'onedrive:/', name: 'New' })).address).toBe('onedrive:/New')
    // Once more is as good.
    expect(valueOf(await destinations.makeFolder({ place: 'onedrive:/', name: 'New' })).address).toBe('onedrive:/New')
    const { item } = await bench.practice.write({ what: 'folder', path: '/In', drive: box })
    const made = valueOf(await destinations.makeFolder({ place: `box:folders/${item.id}`, name: 'Deep' }))
    expect(made.address).toMatch(/^box:folders\/\d+$/)
    expect(names(await all(bench, 'box:/In'))).toEqual(['Deep'])
  })

  it.each(['a:b', 'a/b', '..', 'CON', ' x'])('named %j is refused before anybody is asked', async (name) => {
    const bench = await OwnerBench.open()
    const made = await bench.client.destinations.makeFolder({ place: 'onedrive:/', name })
    expect(codeOf(made)).toBe('name-not-allowed')
    expect(await bench.requests('createFolder')).toEqual([])
  })
})

describe('a link', () => {
  it('of a folder, as a browser shows it, leads to its address', async () => {
    const bench = await OwnerBench.open()
    const { item } = await bench.practice.write({ what: 'folder', path: '/Plans/2026 ü', drive: siteDrive })
    const root = 'https://practice.sharepoint.example/sites/harbour'
    const path = encodeURIComponent('/sites/harbour/Documents/Plans/2026 ü')
    for (const link of [
      `${root}/Documents/Plans/2026%20%C3%BC`,
      `${root}/Documents/Plans/2026%20%C3%BC?web=1`,
      `${root}/Documents/Forms/AllItems.aspx?id=${path}&viewid=5`,
    ]) {
      const found = valueOf(await bench.client.destinations.ofLink({ link }))
      expect(found).toMatchObject({ address: `onedrive:drives/${siteDrive}/items/${item.id}`, is: 'folder' })
    }
    const library = valueOf(await bench.client.destinations.ofLink({ link: `${root}/Documents/Forms/AllItems.aspx` }))
    expect(library.is).toBe('folder')
    const site = valueOf(await bench.client.destinations.ofLink({ link: `${root}/SitePages/Home.aspx` }))
    expect(site.address).toContain('onedrive:sites/practice.sharepoint.example,')
  })

  it('of Box: by its number, and a shared one', async () => {
    const bench = await OwnerBench.open()
    const { item } = await bench.practice.write({ what: 'folder', path: '/In', drive: box })
    const web = 'https://practice.app.box.example'
    const { link } = await bench.practice.control('POST', '/directory', { what: 'box-link', itemId: item.id })
    for (const given of [`${web}/folder/${item.id}`, link]) {
      const found = valueOf(await bench.client.destinations.ofLink({ link: given }))
      expect(found).toMatchObject({ address: `box:folders/${item.id}`, is: 'folder' })
    }
  })

  it.each([
    ['https://practice.sharepoint.example/sites/harbour/Documents/Nothing', 'destination-gone'],
    ['https://practice.app.box.example/s/nobody', 'destination-gone'],
    ['http://practice.sharepoint.example/x', 'address-invalid'],
    ['javascript:alert(1)', 'address-invalid'],
    ['file:///etc/passwd', 'address-invalid'],
  ])('%s is %s, and no failure repeats a link', async (link, code) => {
    const bench = await OwnerBench.open()
    const answer = await bench.client.destinations.ofLink({ link })
    expect(codeOf(answer)).toBe(code)
    if (link.startsWith('https:')) expect(JSON.stringify(answer)).not.toContain(new URL(link).pathname)
  })
})
