import { describe, expect, test } from 'vitest'
import { codeOf, sendAll, sha256, value } from '../conformance/provider-means.ts'
import { bodyOf } from '../support/bodies.ts'
import { call, oneDriveBench, target } from '../support/onedrive-bench.ts'
import type { OneDriveBench } from '../support/onedrive-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

const modifiedAt = Date.UTC(2025, 5, 1)
const isNew = { kind: 'new' } as const
const siteId = 'practice.sharepoint.example,5a7e0000-0000-4000-8000-000000000003,5a7e0000-0000-4000-8000-000000000004'

/** Uploads by every way there is to one destination, and returns where the bytes are. */
async function upload(
  { practice, provider }: OneDriveBench,
  destination: string,
  name: string,
  folders: string[] = [],
) {
  const served = await provider(destination)
  const to = target(name, destination, folders)
  const bytes = pseudoRandom(330_000, 1)
  const content = { size: bytes.length, modifiedAt }
  value(await served.makeFolders(to, call))
  expect(value(await served.look(to, call))).toBeNull()
  const opened = value(await served.open(to, content, isNew, call))
  const item = await sendAll(served, to, opened, bytes)
  expect(value(await served.look(to, call))).toMatchObject({ id: item.id, isAddressed: false })
  expect(value(await served.lookById(to, item.id, call))).toMatchObject({ id: item.id, name })
  const small = target('small.txt', destination, folders)
  value(await served.put(small, { size: 5, modifiedAt }, isNew, bodyOf(Buffer.from('hello')), call))
  const found = await practice.control('GET', `/items?id=${item.id}`)
  expect(found.sha256).toBe(sha256(bytes))
  const { violations } = await practice.control('GET', '/journal/violations')
  expect(violations).toEqual([])
  return { path: found.path as string, driveId: found.driveId as string }
}

async function folderId(bench: OneDriveBench, path: string, drive = 'b!practice-me'): Promise<string> {
  return (await bench.practice.write({ what: 'folder', path, drive })).item.id
}

describe('an address of a folder', () => {
  test.each([
    ['onedrive:/', '/f.bin', 'b!practice-me'],
    ['onedrive:/Scans/2026 #1', '/Scans/2026 #1/f.bin', 'b!practice-me'],
    ['onedrive:/100%25', '/100%25/f.bin', 'b!practice-me'],
    ['onedrive:drives/b!practice-site', '/f.bin', 'b!practice-site'],
    ['onedrive:drives/b!practice-group/root:/A/B', '/A/B/f.bin', 'b!practice-group'],
    [`onedrive:sites/${siteId}`, '/f.bin', 'b!practice-site'],
    [`onedrive:sites/${siteId}/root:/Library`, '/Library/f.bin', 'b!practice-site'],
    ['onedrive:groups/5a7e0000-0000-4000-8000-000000000005/root:/G', '/G/f.bin', 'b!practice-group'],
    ['onedrive:users/colleague@practice.example/root:/U', '/U/f.bin', 'b!practice-other-user'],
    ['onedrive:special/documents', '/Documents/f.bin', 'b!practice-me'],
    ['onedrive:special/approot/Logs', '/Apps/Longshore/Logs/f.bin', 'b!practice-me'],
  ])('%s', async (destination, path, driveId) => {
    const bench = await oneDriveBench()
    expect(await upload(bench, destination, 'f.bin')).toEqual({ path, driveId })
  })

  test.each(['odp', 'odb', 'spo'] as const)('items, bundles, following and shares, on %s', async (profile) => {
    const bench = await oneDriveBench({ profile })
    const id = await folderId(bench, '/Base')
    const forms: [string, string][] = [
      [`onedrive:items/${id}`, '/Base'],
      [`onedrive:items/${id}:/Sub/Path`, '/Base/Sub/Path'],
      [`onedrive:drives/b!practice-me/items/${id}`, '/Base'],
      [`onedrive:drives/b!practice-me/items/${id}:/Other`, '/Base/Other'],
      [`onedrive:bundles/${id}`, '/Base'],
      [`onedrive:following/${id}`, '/Base'],
      [`onedrive:special/${id}`, '/Base'],
      [`onedrive:shares/s!${id}`, '/Base'],
      [`onedrive:shares/s!${id}/root`, '/Base'],
      [`onedrive:shares/s!${id}/root/Shared/Deep`, '/Base/Shared/Deep'],
    ]
    for (const [i, [destination, path]] of forms.entries()) {
      const { path: found } = await upload(bench, destination, `f-${i}.bin`, [`kept tree ${i}`])
      expect(found).toBe(`${path}/kept tree ${i}/f-${i}.bin`)
    }
  })

  test('a sharing URL, percent-encoded', async () => {
    const bench = await oneDriveBench()
    await folderId(bench, '/Base')
    const { webUrl } = (await bench.practice.graph('GET', '/me/drive/root:/Base')).json
    const found = await upload(bench, `onedrive:shares/${encodeURIComponent(webUrl)}/root/In`, 'f.bin')
    expect(found.path).toBe('/Base/In/f.bin')
  })

  test('that is not there is told', async () => {
    const { provider } = await oneDriveBench()
    const served = await provider()
    for (const destination of [
      'onedrive:items/none',
      'onedrive:drives/none',
      'onedrive:shares/s!none',
      'onedrive:following/none',
    ]) {
      const to = target('f.bin', destination, ['x'])
      expect(codeOf(await served.makeFolders(to, call))).toBe('destination-gone')
      expect(codeOf(await served.open(to, { size: 1, modifiedAt }, isNew, call))).toBe('destination-gone')
    }
  })
})

describe('an address of a file', () => {
  test.each(['odp', 'odb', 'spo'] as const)('always replaces it, whatever ours is called, on %s', async (profile) => {
    const bench = await oneDriveBench({ profile })
    const { practice } = bench
    await folderId(bench, '/Base')
    const { item: old } = await practice.write({ what: 'create', path: '/Base/report.bin', content: 'old' })
    const forms = [
      `onedrive:items/${old.id}`,
      `onedrive:drives/b!practice-me/items/${old.id}`,
      `onedrive:bundles/${old.id}`,
      `onedrive:following/${old.id}`,
      `onedrive:special/${old.id}`,
      `onedrive:shares/s!${old.id}`,
    ]
    for (const [i, destination] of forms.entries()) {
      // A new provider each time: nothing may depend on what was learnt before.
      const served = await bench.fresh(destination)
      const to = target('my own: name?', destination, ['ignored'])
      const found = value(await served.look(to, call))
      expect(found).toMatchObject({ id: old.id, name: 'report.bin', isAddressed: true, isFolder: false })
      expect(served.preflight(to, 10)).toBeNull()
      const replace = { kind: 'replace', itemId: old.id, eTag: found?.eTag ?? null } as const
      expect(codeOf(await served.makeFolders(to, call))).toBe('ok')
      const bytes = pseudoRandom(400_000 + i, i)
      const opened = value(await served.open(to, { size: bytes.length, modifiedAt }, replace, call))
      const item = await sendAll(served, to, opened, bytes)
      expect(item).toMatchObject({ id: old.id, name: 'report.bin', modifiedAt })
      expect(await practice.control('GET', `/items?id=${old.id}`)).toMatchObject({ sha256: sha256(bytes) })
      expect(value(await served.lookById(to, old.id, call))).toMatchObject({ id: old.id, isAddressed: true })
      expect(codeOf(await served.open(to, { size: 5, modifiedAt }, replace, call))).toBe('changed-at-destination')
      const put = { kind: 'replace', itemId: old.id, eTag: item.eTag } as const
      const small = await served.put(to, { size: 5, modifiedAt }, put, bodyOf(Buffer.from('hello')), call)
      expect(value(small)).toMatchObject({ id: old.id, size: 5, modifiedAt, isAddressed: true })
    }
    const creates = await practice.journal('?op=create')
    const paths = creates.map(({ url }: { url: string }) => url.replace(old.id, 'ID'))
    for (const form of [
      '/me/drive/items/ID',
      '/drives/b!practice-me/items/ID',
      '/me/drive/bundles/ID',
      '/me/drive/following/ID',
      '/me/drive/special/ID',
      '/shares/s!ID/driveItem',
    ]) {
      expect(paths).toContain(`/v1.0${form}/createUploadSession`)
    }
    expect((await practice.control('GET', '/journal/violations')).violations).toEqual([])
  })

  test('that was deleted is told', async () => {
    const { practice, provider } = await oneDriveBench()
    const { item } = await practice.write({ what: 'create', path: '/gone.bin', content: 'old' })
    const served = await provider()
    const to = target('x', `onedrive:items/${item.id}`)
    expect(value(await served.look(to, call))).toMatchObject({ isAddressed: true })
    await practice.write({ what: 'delete', itemId: item.id })
    expect(codeOf(await served.look(to, call))).toBe('destination-gone')
    expect(value(await served.lookById(to, item.id, call))).toBeNull()
  })
})
