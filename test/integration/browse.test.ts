/** Looking around at a destination: what an address leads to, and folders page by page. Nothing is changed by it. */

import { afterEach, describe, expect, it } from 'vitest'
import type { FolderView } from '../../src/shared/destinations-contract.ts'
import type { Result } from '../../src/shared/failure.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { oneDriveBench, call } from '../support/onedrive-bench.ts'
import type { Practice } from './practice-client.ts'

afterEach(expectGoodManners)

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.failure.code)

const nameOf = (n: number): string => `Case ${String(n).padStart(3, '0')}`

async function folders(practice: Practice, inside: string, names: readonly string[]): Promise<void> {
  for (const name of names) await practice.write({ what: 'folder', path: `${inside}/${name}` })
}

function folderAt(name: string, address: string, hasChildren: boolean | null): FolderView {
  return { kind: 'folder', name, address, place: address, hasChildren, detail: null, at: null }
}

/** Every page, as a face asks for them. */
async function browseAll(bench: OwnerBench, place: string) {
  const pages: FolderView[][] = []
  let cursor: string | null | undefined
  do {
    const asked = { account: 'cloud', place, ...(typeof cursor === 'string' && { cursor }) }
    const page = valueOf(await bench.client.destinations.browse(asked))
    pages.push(page.folders)
    cursor = page.cursor
  } while (cursor !== null && pages.length < 50)
  return pages
}

describe('browsing', () => {
  it('450 folders come in pages, each once, with the address to use', async () => {
    const bench = await OwnerBench.open()
    const names = Array.from({ length: 450 }, (_, n) => nameOf(n))
    await folders(bench.practice, '/Cases', names)
    await bench.practice.write({ what: 'create', path: '/Cases/Case 007/report.pdf', size: 10 })
    const pages = await browseAll(bench, 'onedrive:/Cases')
    expect(pages.map((page) => page.length)).toEqual([200, 200, 50])
    const all = pages.flat()
    expect(all.map(({ name }) => name)).toEqual(names)
    expect(all[7]).toEqual(folderAt('Case 007', 'onedrive:/Cases/Case 007', true))
    expect(all[8]?.hasChildren).toBe(false)
    const requests = await bench.requests('children')
    expect(requests).toHaveLength(3)
    expect(requests[0]?.url).toContain('$select=')
    expect(requests.every(({ bytesReceived }) => bytesReceived === 0)).toBe(true)
  })

  it('begins at the roots of the account', async () => {
    const bench = await OwnerBench.open()
    await folders(bench.practice, '', ['Scans', 'Ünïcode 漢字 # 100% & co'])
    const roots = valueOf(await bench.client.destinations.browse({}))
    expect(roots).toMatchObject({ account: 'cloud', cursor: null })
    expect(roots.folders.map(({ kind, name, address, place }) => [kind, name, address, place])).toEqual([
      ['drive', 'My drive', 'onedrive:/', 'onedrive:/'],
      ['shared', 'Shared with me', null, 'onedrive:shared'],
      ['sites', 'SharePoint sites', null, 'onedrive:sites'],
      ['groups', 'Groups', null, 'onedrive:groups'],
      ['drafts', 'Mail drafts', null, 'outlook:drafts'],
      ['calendar', 'Calendar', null, 'outlook:events'],
      ['printers', 'Printers', null, 'print:shares'],
      ['tasks', 'To Do', null, 'todo:lists'],
      ['drive', 'Box', 'box:/', 'box:/'],
    ])
    const [page] = await browseAll(bench, 'onedrive:/')
    expect(page?.map(({ address }) => address)).toEqual(['onedrive:/Scans', 'onedrive:/Ünïcode 漢字 # 100% & co'])
    for (const { address } of page ?? []) {
      const checked = valueOf(await bench.client.destinations.check({ to: address ?? '' }))
      expect(checked).toEqual({ address, account: 'cloud', is: 'folder', name: null })
    }
    expect(await browseAll(bench, 'onedrive:/Scans')).toEqual([[]])
  })

  it('leaves files out, and goes on where a page holds nothing else', async () => {
    const bench = await OwnerBench.open()
    for (let n = 0; n < 410; n += 1) await bench.practice.write({ what: 'create', path: `/Photos/IMG_${n}`, size: 1 })
    await folders(bench.practice, '/Photos', ['Z last'])
    const [page, ...more] = await browseAll(bench, 'onedrive:/Photos')
    expect(more).toEqual([])
    expect(page?.map(({ name }) => name)).toEqual(['Z last'])
    expect(await bench.requests('children')).toHaveLength(3)
  })

  it('goes into any kind of place', async () => {
    const bench = await OwnerBench.open()
    const { item } = await bench.practice.write({ what: 'folder', path: '/A' })
    await folders(bench.practice, '/A', ['B'])
    expect(await browseAll(bench, `onedrive:items/${item.id}`)).toEqual([
      [folderAt('B', `onedrive:items/${item.id}:/B`, false)],
    ])
    await bench.practice.write({ what: 'folder', path: '/Plans', drive: 'b!practice-site' })
    const [site] = await browseAll(bench, 'onedrive:drives/b!practice-site')
    expect(site?.[0]?.address).toBe('onedrive:drives/b!practice-site/root:/Plans')
    expect(valueOf(await bench.client.destinations.check({ to: site?.[0]?.address ?? '' })).is).toBe('folder')
  })

  it('a cursor is a number drawn by lot: it says nothing, and is good for its own place only', async () => {
    const bench = await OwnerBench.open()
    await folders(
      bench.practice,
      '/Cases',
      Array.from({ length: 201 }, (_, n) => nameOf(n)),
    )
    const { cursor } = valueOf(await bench.client.destinations.browse({ place: 'onedrive:/Cases' }))
    expect(cursor).toMatch(/^[\w-]{1,64}$/)
    for (const place of ['onedrive:/', 'onedrive:/Cases/Case 001']) {
      expect(codeOf(await bench.client.destinations.browse({ place, cursor: cursor ?? '' }))).toBe('not-now')
    }
    for (const made of ['http://127.0.0.1:1/v1.0/me', '/v1.0/me/messages', 'x']) {
      const asked = { place: 'onedrive:/Cases', cursor: made }
      expect(codeOf(await bench.client.destinations.browse(asked))).toBe('not-now')
    }
    const more = valueOf(await bench.client.destinations.browse({ place: 'onedrive:/Cases', cursor: cursor ?? '' }))
    expect(more.folders.map(({ name }) => name)).toEqual([nameOf(200)])
    await bench.restart()
    const late = await bench.client.destinations.browse({ place: 'onedrive:/Cases', cursor: cursor ?? '' })
    expect(codeOf(late)).toBe('not-now')
  })

  it.each([
    ['another host', () => 'https://evil.example/v1.0/me/drive/root/children?$skiptoken=x'],
    ['another port of this computer', () => 'http://127.0.0.1:9/v1.0/me/drive/root/children'],
    ['another scheme', (root: string) => root.replace('http:', 'ftp:')],
    ['a user in it', (root: string) => root.replace('//', '//you:secret@')],
    ['another service of the same host', (root: string) => `${new URL(root).origin}/beta/me/messages`],
    ['a way out of the version', (root: string) => `${root}/%2e%2e/../../../../beta/me`],
    ['no URL at all', () => '//evil.example/x'],
    ['a host that begins like ours', (root: string) => `${new URL(root).origin}.evil.example/v1.0/me/drive`],
  ])('fault-N15 a link to %s is not followed, and the token stays here', async (_, make) => {
    const bench = await OwnerBench.open()
    const link = make(`${bench.practice.cloud.graphUrl}/v1.0/me/drive/root/children`)
    const page = { value: [], '@odata.nextLink': link }
    await bench.practice.fault({ match: { op: 'children' }, action: 'respond', params: { status: 200, json: page } })
    const before = (await bench.requests()).length
    expect(await bench.client.destinations.browse({ place: 'onedrive:/' })).toMatchObject({
      ok: false,
      failure: { code: 'unsafe-redirect' },
    })
    expect(await bench.requests()).toHaveLength(before + 1)
  })

  it.each([
    ['the same page for ever', { value: [], '@odata.nextLink': 'SELF' }, 'bad-response'],
    ['something else', { value: 'none' }, 'bad-response'],
    ['a page of a proxy', '<html>sign in</html>', 'network-sign-in'],
  ])('%s ends it', async (_, body, code) => {
    const status = 200
    const bench = await OwnerBench.open()
    const self = `${bench.practice.cloud.graphUrl}/v1.0/me/drive/root/children?$select=id,name,folder,package,remoteItem,parentReference&$top=200`
    const json = JSON.parse(JSON.stringify(body).replace('SELF', self)) as unknown
    const params = typeof json === 'string' ? { status, body: json, contentType: 'text/html' } : { status, json }
    await bench.practice.fault({ match: { op: 'children' }, action: 'respond', params, times: 0 })
    expect(codeOf(await bench.client.destinations.browse({ place: 'onedrive:/' }))).toBe(code)
  })

  it('entries that make no sense, or that no address leads to, are left out', async () => {
    const bench = await OwnerBench.open()
    const folder = { childCount: 0 }
    const value = [
      { id: '1', name: 'Good', folder },
      { id: '2', name: 'Notebook', folder, package: { type: 'oneNote' } },
      { id: '3', name: 'Shortcut', folder, remoteItem: { id: 'x' } },
      { id: '4', name: 'file.txt', file: {} },
      { id: '5', name: 'ctrl\u0007', folder, parentReference: { driveId: 'D' } },
      { id: '6', name: '..', folder },
      { id: '7', name: 'a/b', folder },
      { id: 8, name: 'Eight', folder },
      null,
      { id: '9', name: '\u202egpj.exe', folder: { childCount: 'many' } },
    ]
    await bench.practice.fault({
      match: { op: 'children' },
      action: 'respond',
      params: { status: 200, json: { value } },
    })
    const [page] = await browseAll(bench, 'onedrive:/')
    expect(page).toEqual([
      folderAt('Good', 'onedrive:/Good', false),
      folderAt('ctrl\u0007', 'onedrive:drives/D/items/5', false),
      folderAt('\u202egpj.exe', 'onedrive:/\u202egpj.exe', null),
    ])
  })
})

describe('checking an address', () => {
  it('says what it leads to, in its one spelling, and makes nothing', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.write({ what: 'create', path: '/In/a.txt', size: 3 })
    const { id } = await bench.practice.item('/In/a.txt')
    const check = async (to: string) => valueOf(await bench.client.destinations.check({ to }))
    const account = 'cloud'
    expect(await check('onedrive://In/')).toEqual({ address: 'onedrive:/In', account, is: 'folder', name: null })
    expect(await check('onedrive:/In/new/deep')).toMatchObject({ is: 'new-folder', address: 'onedrive:/In/new/deep' })
    expect(await check(`onedrive:items/${id}`)).toMatchObject({ is: 'file', name: 'a.txt' })
    expect(await check('onedrive:/')).toMatchObject({ is: 'folder' })
    expect(await bench.items()).toHaveLength(1)
  })

  it.each([
    ['onedrive:/In/a.txt', 'address-invalid', "'a.txt' is a file there, not a folder."],
    ['onedrive:/In/a.txt/deeper/still', 'address-invalid', "'a.txt' is a file there, not a folder."],
    ['onedrive:items/no-such-item', 'destination-gone', undefined],
    ['onedrive:items/no-such-item:/below', 'destination-gone', undefined],
    ['onedrive:sites/nobody/root:/x', 'destination-gone', undefined],
    ['onedrive:In', 'address-invalid', undefined],
    ['ftp:/x', 'address-invalid', undefined],
    ['dropbox:/x', 'address-invalid', undefined],
  ])('%s is wrong: %s', async (to, code, detail) => {
    const bench = await OwnerBench.open()
    await bench.practice.write({ what: 'create', path: '/In/a.txt', size: 3 })
    const checked = await bench.client.destinations.check({ to })
    expect(checked).toMatchObject({ ok: false, failure: { code, facts: detail === undefined ? {} : { detail } } })
  })

  it('names the account, or says that one has to be named', async () => {
    const bench = await OwnerBench.open()
    expect(codeOf(await bench.client.destinations.check({ to: 'onedrive:/', account: 'nobody' }))).toBe(
      'account-unknown',
    )
    expect(codeOf(await bench.client.destinations.browse({ account: 'nobody' }))).toBe('account-unknown')
    const { graphUrl, loginUrl, token } = bench.practice.cloud
    const second = { kind: 'practice', name: 'second', graphUrl, loginUrl, tokens: { accessToken: token } } as const
    valueOf(await bench.client.accounts.add(second))
    expect(codeOf(await bench.client.destinations.check({ to: 'onedrive:/' }))).toBe('account-ambiguous')
    expect(valueOf(await bench.client.destinations.check({ to: 'onedrive:/', account: 'second' })).account).toBe(
      'second',
    )
  })

  it('tells what the service says: throttled, denied, in trouble', async () => {
    const bench = await OwnerBench.open()
    const respond = (status: number) =>
      bench.practice.fault({ match: { op: 'item' }, action: 'respond', params: { status } })
    for (const [status, code] of [
      [403, 'destination-denied'],
      [500, 'server-error'],
    ] as const) {
      await respond(status)
      expect(codeOf(await bench.client.destinations.check({ to: 'onedrive:/x' }))).toBe(code)
    }
  })

  it('ends when nobody waits any more', async () => {
    const { practice, provider } = await oneDriveBench()
    const stop = new AbortController()
    await practice.fault({ match: { op: 'children' }, action: 'hold' })
    const asked = (await provider()).browse('onedrive:/', null, { signal: stop.signal })
    await practice.control('GET', '/journal/wait?op=children&state=held')
    stop.abort()
    expect(codeOf(await asked)).toBe('interrupted')
    await practice.control('POST', '/faults/release')
    expect(codeOf(await (await provider()).browse('onedrive:/', 'https://evil.example/v1.0/', call))).toBe(
      'unsafe-redirect',
    )
  })
})
