import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFuseWires } from '../../scripts/pack/fuse-wire.ts'
import { differences } from '../../scripts/pack/manifest.ts'
import { secretsIn } from '../../scripts/support/secret-scan.ts'
import { root } from '../../scripts/support/paths.ts'
import { allowedLicences } from '../support/allowed-licences.ts'
import {
  filesOf,
  makeStandIn,
  packedIn,
  PackedApp,
  packInto,
  whyNoPacking,
  whyNoStarting,
} from '../support/packed-app.ts'
import { until } from '../support/processes.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

/** What may be in the archive. The bundler names pieces by what is in them, so those have a form instead of a name. */
const allowed: readonly RegExp[] = [
  /^package\.json$/,
  /^assets\/icon\.png$/,
  /^assets\/tray\/(idle|busy|paused|attention|sign-in|offline)(Template(@2x)?\.png|-(light|dark)(\.ico|(@2x)?\.png))$/,
  /^out\/main\/(index|cli|worker|digest-thread)\.js$/,
  /^out\/main\/[a-z0-9-]+-[\w-]{8}\.js$/,
  /^out\/preload\/preload\.cjs$/,
  /^out\/renderer\/index\.html$/,
  /^out\/renderer\/assets\/[a-z0-9-]+-[\w-]{8}\.(js|css|svg)$/,
  /^node_modules\/better-sqlite3\/package\.json$/,
  /^node_modules\/better-sqlite3\/lib\/(binding|database|index|sqlite-error|util)\.js$/,
  /^node_modules\/better-sqlite3\/lib\/methods\/[a-z]+\.js$/,
  /^node_modules\/better-sqlite3\/prebuilds\/linux-(x64|arm64)\.node$/,
]

/** Names of vocabularies, what libraries say in their errors, and services that people name in forms: none is ever loaded. */
const namesInTexts =
  /^(?:HOST|base-ui\.com|json-schema\.org|react\.dev|www\.w3\.org|.*\b(?:microsoft|microsoftonline|box)\.(?:com|us)|.*\.chinacloudapi\.cn|login\.partner\.microsoftonline\.cn)$/

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-packed-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

const noPacking = whyNoPacking()

describe.skipIf(noPacking !== null)(`what is released${noPacking === null ? '' : ` (${noPacking})`}`, () => {
  let [app, resources, output, electron] = ['', '', '', '']

  beforeAll(async () => {
    electron = join(folder, 'stand-in')
    output = join(folder, 'released')
    makeStandIn(electron, '101100110')
    await packInto(output, electron)
    app = packedIn(output)
    resources = join(app, 'resources')
  })

  test('Q1, L14: is what is on the list and nothing else', () => {
    const paths = filesOf(join(resources, 'app.asar')).map(({ path }) => path)
    expect(paths.filter((path) => !allowed.some((form) => form.test(path)))).toEqual([])
    expect(allowed.filter((form) => !paths.some((path) => form.test(path)))).toEqual([])
    expect(readdirSync(resources).toSorted()).toEqual(['app.asar', 'app.asar.unpacked', 'licences', 'systemd'])
    expect(readdirSync(app).toSorted()).toEqual(
      ['LICENSE.electron.txt', 'LICENSES.chromium.html', 'locales', 'longshore', 'resources', 'version'].toSorted(),
    )
  })

  test('Q1: has one native file, for this system, and nothing else outside of the archive', () => {
    const native = `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`
    const unpacked = filesOf(join(resources, 'app.asar')).filter(({ isUnpacked }) => isUnpacked)
    expect(unpacked).toEqual([{ path: native, isUnpacked: true }])
    const beside = readdirSync(join(resources, 'app.asar.unpacked'), { recursive: true, withFileTypes: true })
    const files = beside.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    expect(files).toEqual([join(resources, 'app.asar.unpacked', native)])
  })

  test('B6: brings the licences of all that is in it, and they allow it', () => {
    const read = (name: string): string => readFileSync(join(resources, 'licences', name), 'utf8')
    const titles = [...`${read('engine.md')}${read('page.md')}`.matchAll(/^## (\S+) - \S+ \((.+)\)$/gm)]
    expect(titles.map(([, name]) => name)).toEqual(expect.arrayContaining(['undici', 'ws', 'zod', 'react', 'i18next']))
    const others = titles.filter(([, , licence = '']) => !allowedLicences.includes(licence))
    expect(others.map(([title]) => title)).toEqual([])
    expect(read('better-sqlite3.txt')).toContain('MIT')
  })

  test('says nothing of the machine that packed it', () => {
    expect(readFileSync(join(resources, 'app.asar')).includes(root)).toBe(false)
  })

  test('E19, U1, U2, U3, U4, U5, U6, U7, U8, U9: has its fuses flipped', () => {
    const [wire] = readFuseWires(readFileSync(join(app, 'longshore')))
    expect([...(wire ?? [])].map(([, state]) => (state === 'on' ? 1 : 0)).join('')).toBe('010011001')
  })

  test('B12: holds nothing that looks like a secret of somebody', () => {
    const files = readdirSync(app, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const found = files.flatMap(({ parentPath, name }) => secretsIn(readFileSync(join(parentPath, name), 'latin1')))
    expect(found).toEqual([])
    // The archive is not packed tighter, so that what is in it can be seen.
    expect(readFileSync(join(resources, 'app.asar')).includes('contextBridge')).toBe(true)
  })

  test('C4: names no address of anybody who could be asked', () => {
    const page = filesOf(join(resources, 'app.asar')).filter(({ path }) =>
      /^out\/renderer\/.*\.(js|css|html)$/.test(path),
    )
    const text = page.map(({ path }) => readFileSync(join(root, path), 'utf8')).join('\n')
    const hosts = new Set([...text.matchAll(/\b(?:https?|wss?):\/\/([\w.-]+)/g)].map(([, host]) => host))
    expect([...hosts].filter((host) => !namesInTexts.test(host ?? ''))).toEqual([])
    expect(hosts).toContain('www.w3.org')
  })

  test('Q2: has a manifest of all its files, native ones too, and a list of its parts', async () => {
    const manifest = readFileSync(`${app}.sha256`, 'utf8')
    expect(await differences(app, manifest)).toEqual([])
    for (const name of ['longshore', 'resources/app.asar', 'version']) expect(manifest).toContain(`  ${name}\n`)
    expect(manifest).toMatch(/ {2}resources\/app\.asar\.unpacked\/.*\.node\n/)
  })

  test('B9: the list of parts names what is in the bundles, with hashes, and nothing that only builds', () => {
    const list = JSON.parse(readFileSync(join(output, 'longshore.cdx.json'), 'utf8')) as {
      readonly bomFormat: string
      readonly metadata: { readonly component: object }
      readonly components: readonly { readonly name: string; readonly hashes?: readonly object[] }[]
    }
    const names = list.components.map(({ name }) => name)
    expect(list.bomFormat).toBe('CycloneDX')
    expect(list.metadata.component).toMatchObject({ name: 'longshore', type: 'application' })
    expect(names).toEqual(expect.arrayContaining(['better-sqlite3', 'electron', 'react', 'undici', 'ws', 'zod']))
    for (const tool of ['vite', 'vitest', 'playwright', 'typescript']) expect(names).not.toContain(tool)
    expect(list.components.filter(({ hashes = [] }) => hashes.length === 0).map(({ name }) => name)).toEqual([])
  })

  test('B9: packed again it is the same, bit by bit', async () => {
    const again = join(folder, 'released-again')
    await packInto(again, electron)
    expect(await differences(packedIn(again), readFileSync(`${app}.sha256`, 'utf8'))).toEqual([])
    const parts = (of: string): string => readFileSync(join(of, 'longshore.cdx.json'), 'utf8')
    expect(parts(again)).toBe(parts(output))
  })
})

const noStarting = noPacking ?? whyNoStarting()

describe.skipIf(noStarting !== null)(`the packed app${noStarting === null ? '' : ` (${noStarting})`}`, () => {
  test('uploads what is dropped, as an ordinary user, inside its sandbox', async () => {
    const output = join(folder, 'started')
    await packInto(output)
    const home = join(folder, 'home')
    mkdirSync(home)
    const packed = new PackedApp(join(packedIn(output), 'longshore'), home)
    try {
      const [, drop = ''] = await until('the drop folder', () => /^Drop folder: (.+)$/m.exec(packed.said))
      const bytes = pseudoRandom(3_000_000, 7)
      writeFileSync(join(home, 'film.bin'), bytes)
      renameSync(join(home, 'film.bin'), join(drop, 'film.bin'))
      const done = await until('the file', async () => {
        const [transfer] = (await packed.ask('list')) as { readonly state: string }[]
        return transfer?.state === 'done' ? transfer : null
      })
      expect(done).toMatchObject({ size: 3_000_000, acknowledgedBytes: 3_000_000, evidence: 'hash', failure: null })
      const { owner, version } = (await packed.ask('status')) as {
        version: string
        owner: { pid: number; kind: string }
      }
      expect([owner.kind, version]).toEqual(['app', '0.1.0'])
      expect(await packed.quit(owner.pid)).toBe(0)
    } catch (error) {
      throw new Error(`The app said:\n${packed.said}`, { cause: error })
    } finally {
      packed.kill()
    }
  })
})
