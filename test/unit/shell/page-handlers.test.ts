import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { pageHandlers } from '../../../src/main/shell/page-handlers.ts'
import { webAddress } from '../../../src/main/shell/row-desktop.ts'
import { Wishes } from '../../../src/main/shell/wishes.ts'
import { appContract } from '../../../src/shared/app-contract.ts'
import { contract } from '../../../src/shared/contract.ts'
import { FailureError, failure, ok } from '../../../src/shared/failure.ts'
import type { TransferView } from '../../../src/shared/transfer.ts'
import { memoryPair } from '../../../src/shared/memory-transport.ts'
import { connect } from '../../../src/shared/rpc-connect.ts'
import { serve } from '../../../src/shared/rpc-serve.ts'
import { type Staged, aTransfer, fakeOwner } from '../../fakes/fake-engine.ts'
import { keeping, telling } from '../../fakes/keeping.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A page of the app over an engine that a test stages. */
function aPage(chosen: readonly string[] = [], target: string | null = null, staged: Staged = {}) {
  const owners = [
    fakeOwner({ ...telling, accounts: { list: () => Promise.resolve(ok([])) }, ...staged }),
    fakeOwner(telling),
  ]
  const [first] = owners
  const at = keeping({ openOwner: () => Promise.resolve(ok(owners.shift() as typeof first & object)) })
  const wishes = new Wishes()
  const choices: string[] = []
  const done: string[] = []
  const handlers = pageHandlers({
    keeper: at.keeper,
    wishes,
    choose: (what) => {
      choices.push(what)
      return Promise.resolve(chosen)
    },
    chooseTarget: (name) => {
      choices.push(name)
      return Promise.resolve(target)
    },
    desktop: {
      exists: (path) => !path.includes('gone'),
      showItem: (path) => void done.push(`shows ${path}`),
      openWeb: async (href) => done.push(`opens ${href}`) > 0,
    },
  })
  const [here, there] = memoryPair(setImmediate)
  serve(appContract, handlers, there)
  return { at, first, wishes, choices, done, handlers, client: connect(appContract, here) }
}

test('R1: what is registered is the contract, entry by entry', () => {
  const shapeOf = (groups: object): unknown =>
    Object.entries(groups).map(([group, entries]) => [group, Object.keys(entries as object)])
  expect(shapeOf(aPage().handlers)).toEqual(shapeOf(appContract))
  expect(Object.keys(appContract)).toEqual([...Object.keys(contract), 'app'])
})

test('what the engine is asked goes to the engine, and says so where there is none', async () => {
  const { at, client, first } = aPage()
  await at.hears()
  expect(await client.accounts.list({})).toEqual(ok([]))
  first?.drop()
  expect(await client.accounts.list({})).toMatchObject({ ok: false, failure: { code: 'engine-unreachable' } })
})

test('R4: paths come from the dialog of the system; the page names none', async () => {
  const { client, choices } = aPage(['/chosen'])
  expect(await client.app.chooseFiles({})).toEqual(ok({ paths: ['/chosen'] }))
  expect(await client.app.chooseFolder({})).toEqual(ok({ paths: ['/chosen'] }))
  expect(choices).toEqual(['files', 'folder'])
  for (const call of [client.app.chooseFiles, client.app.chooseFolder]) {
    expect(await call({ path: '/etc' } as never)).toMatchObject({ ok: false, failure: { code: 'usage' } })
  }
  expect(choices).toHaveLength(2)
})

test('R3: more than one folder is not an answer that the contract allows', async () => {
  expect(await aPage(['/a', '/b']).client.app.chooseFolder({})).toMatchObject({ ok: false, failure: { code: 'bug' } })
})

test('the page hears of every change of the engine: now, lost, found', async () => {
  const { at, client, first } = aPage()
  await at.hears()
  const stop = new AbortController()
  const heard: string[] = []
  const isOver = (async () => {
    for await (const link of client.app.link({}, stop.signal)) heard.push(link)
  })()
  await expect.poll(() => heard).toEqual(['connected'])
  first?.drop()
  await at.pass()
  await expect.poll(() => heard).toEqual(['connected', 'lost', 'connected'])
  stop.abort()
  await isOver
})

test('wishes are handed to the page', async () => {
  const { client, wishes } = aPage()
  wishes.add({ kind: 'screen', screen: 'settings' })
  for await (const wish of client.app.wishes({})) {
    expect(wish).toEqual({ kind: 'screen', screen: 'settings' })
    break
  }
})

test('an export goes where a person said, whole or not at all, and nowhere else', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'kept.csv')
  writeFileSync(path, 'of before')
  const pieces = (isBroken: boolean): Staged => ({
    history: {
      export: async function* text() {
        yield 'one\n'
        if (isBroken) throw new FailureError(failure('store-failed', { detail: 'the disk' }))
        yield 'two\n'
      },
    },
  })
  const input = { filter: {}, format: 'csv', name: 'longshore.csv' } as const
  const broken = aPage([], path, pieces(true))
  await broken.at.hears()
  expect(await broken.client.app.saveExport(input)).toMatchObject({ ok: false, failure: { code: 'store-failed' } })
  expect(readFileSync(path, 'utf8')).toBe('of before')
  const { at, client, choices } = aPage([], path, pieces(false))
  await at.hears()
  expect(await client.app.saveExport(input)).toEqual(ok({ isSaved: true }))
  expect(choices).toEqual(['longshore.csv'])
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
  expect(readdirSync(folder)).toEqual(['kept.csv'])
  // The page suggests a name, and no place.
  expect(await client.app.saveExport({ ...input, name: '../x.csv' })).toMatchObject({ ok: false })
  const off = aPage([], null, pieces(false))
  await off.at.hears()
  expect(await off.client.app.saveExport(input)).toEqual(ok({ isSaved: false }))
})

test('R4: a diagnostics file is what the page has shown, where a person said, and no other kind of file', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'help.zip')
  const { client, choices } = aPage([], path)
  const parts = [{ name: 'about.json', text: '{"version":"1"}\n' }]
  expect(await client.app.saveDiagnostics({ name: 'help.zip', parts })).toEqual(ok({ isSaved: true }))
  expect(choices).toEqual(['help.zip'])
  const written = Object.entries(unzipSync(readFileSync(path))).map(([name, bytes]) => ({
    name,
    text: strFromU8(bytes),
  }))
  expect(written).toEqual(parts)
  const outside = [{ name: '../about.json', text: '' }]
  expect(await client.app.saveDiagnostics({ name: 'help.zip', parts: outside })).toMatchObject({ ok: false })
  expect(await client.app.saveDiagnostics({ name: '../help.zip', parts })).toMatchObject({ ok: false })
  expect(await aPage().client.app.saveDiagnostics({ name: 'help.zip', parts })).toEqual(ok({ isSaved: false }))
  expect(choices).toEqual(['help.zip'])
})

/** Rows as an engine knows them, by their ids. */
function rows(all: Readonly<Record<string, Partial<TransferView>>>): Staged {
  const get = ({ ids }: { readonly ids: readonly string[] }) =>
    Promise.resolve(ok(ids.flatMap((id) => (id in all ? [aTransfer(id, 'done', all[id])] : []))))
  return { queue: { ...telling.queue, get } }
}

const remoteAt = (webUrl: string | null) => ({ remote: { id: 'r', name: 'n', size: 1, hash: null, webUrl } })

test('E15, R4: a row is opened in a browser and shown in its folder by its id, and by nothing that the page says', async () => {
  const cleanUp = { what: 'move', state: 'moved', place: '/away/b.bin', why: null } as const
  const { client, done, at } = aPage(
    [],
    null,
    rows({
      a: { path: '/in/a.bin', ...remoteAt('https://example.sharepoint.com/a b?web=1') },
      b: { path: '/in/b.bin', cleanUp, ...remoteAt(null) },
      c: { path: '/gone/c.bin' },
    }),
  )
  await at.hears()
  expect(await client.app.openInWeb({ id: 'a' })).toEqual(ok({ isOpened: true }))
  expect(await client.app.showFile({ id: 'a' })).toEqual(ok({ isShown: true }))
  expect(await client.app.showFile({ id: 'b' })).toEqual(ok({ isShown: true }))
  expect(done).toEqual(['opens https://example.sharepoint.com/a%20b?web=1', 'shows /in/a.bin', 'shows /away/b.bin'])
  expect(await client.app.openInWeb({ id: 'b' })).toEqual(ok({ isOpened: false }))
  expect(await client.app.showFile({ id: 'c' })).toEqual(ok({ isShown: false }))
  for (const id of ['nobody', '/etc/passwd', 'https://evil.example/']) {
    expect(await client.app.openInWeb({ id })).toEqual(ok({ isOpened: false }))
    expect(await client.app.showFile({ id })).toEqual(ok({ isShown: false }))
  }
  const more = { id: 'a', url: 'https://evil.example/', path: '/etc/passwd' }
  expect(await client.app.openInWeb(more as never)).toMatchObject({ ok: false, failure: { code: 'usage' } })
  expect(await client.app.showFile(more as never)).toMatchObject({ ok: false, failure: { code: 'usage' } })
  expect(done).toHaveLength(3)
})

test.each([
  'http://example.sharepoint.com/a',
  'https://user@example.sharepoint.com/a',
  'https://user:secret@example.sharepoint.com/a',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'data:text/html,<script>',
  'ms-msdt:/id PCWDiagnostic',
  'smb://example.com/share',
  'app://longshore/',
  'example.sharepoint.com/a',
  '--help',
  '',
  `https://example.sharepoint.com/${'a'.repeat(8_192)}`,
])('E15: a service’s %s is opened in no browser', (webUrl) => {
  expect(webAddress(aTransfer('a', 'done', remoteAt(webUrl)))).toBeNull()
})
