import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/support/paths.ts'
import { allowedLicences } from '../support/allowed-licences.ts'
import {
  filesOf,
  fuseMark,
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
  /^assets\/tray\/(idle|busy|paused|attention|offline)(Template(@2x)?\.png|-(light|dark)(\.ico|(@2x)?\.png))$/,
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

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-packed-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

const noPacking = whyNoPacking()

describe.skipIf(noPacking !== null)(`what is released${noPacking === null ? '' : ` (${noPacking})`}`, () => {
  let [app, resources] = ['', '']

  beforeAll(async () => {
    const [electron, output] = [join(folder, 'stand-in'), join(folder, 'released')]
    makeStandIn(electron, '101100110')
    await packInto(output, electron)
    app = packedIn(output)
    resources = join(app, 'resources')
  })

  test('is what is on the list and nothing else', () => {
    const paths = filesOf(join(resources, 'app.asar')).map(({ path }) => path)
    expect(paths.filter((path) => !allowed.some((form) => form.test(path)))).toEqual([])
    expect(allowed.filter((form) => !paths.some((path) => form.test(path)))).toEqual([])
    expect(readdirSync(resources).toSorted()).toEqual(['app.asar', 'app.asar.unpacked', 'licences'])
    expect(readdirSync(app).toSorted()).toEqual(
      ['LICENSE.electron.txt', 'LICENSES.chromium.html', 'locales', 'longshore', 'resources', 'version'].toSorted(),
    )
  })

  test('has one native file, for this system, and nothing else outside of the archive', () => {
    const native = `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`
    const unpacked = filesOf(join(resources, 'app.asar')).filter(({ isUnpacked }) => isUnpacked)
    expect(unpacked).toEqual([{ path: native, isUnpacked: true }])
    const beside = readdirSync(join(resources, 'app.asar.unpacked'), { recursive: true, withFileTypes: true })
    const files = beside.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    expect(files).toEqual([join(resources, 'app.asar.unpacked', native)])
  })

  test('brings the licences of all that is in it, and they allow it', () => {
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

  test('has its fuses flipped', () => {
    const wire = readFileSync(join(app, 'longshore'), 'latin1').split(fuseMark)[1]
    expect(wire).toBe('\x01\x09010011001')
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
