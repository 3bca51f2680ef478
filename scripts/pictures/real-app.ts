/**
 * The pictures of the README: the real app in its own window, with real files on their way to the practice cloud. Only
 * the files are made up.
 */

import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright'
import { appFolder, giveToApp, launchElectron, noElectron, openDisplay } from '../../test/support/electron.ts'
import { writePseudoRandom } from '../../test/support/pseudo-random.ts'
import { root } from '../support/paths.ts'
import { withPalette } from './palette.ts'

const mega = 1_000_000
const schemes = ['light', 'dark'] as const

export const realNames = schemes.map((scheme) => `app-${scheme}`)

/** Path below the folder → bytes. */
const files: Readonly<Record<string, number>> = {
  'Microscope/Run 0412/stack_000318.ome.tiff': 148 * mega,
  'Microscope/Run 0412/stack_000319.ome.tiff': 151 * mega,
  'Microscope/Run 0412/stack_000320.ome.tiff': 149 * mega,
  'Microscope/Run 0412/stack_000321.ome.tiff': 150 * mega,
  'Microscope/Run 0412/stack_000322.ome.tiff': 147 * mega,
  'Microscope/Run 0412/stack_000323.ome.tiff': 152 * mega,
  'Ceremony/rings.mov': 212 * mega,
  'Ceremony/speech.mov': 187 * mega,
  'Reports/Q3 figures.xlsx': 2 * mega,
}

/** Slow enough to be seen on its way. */
const bytesPerSecond = 24 * mega

async function makeFiles(folder: string): Promise<void> {
  let seed = 1
  for (const [path, bytes] of Object.entries(files)) {
    const full = join(folder, path)
    mkdirSync(dirname(full), { recursive: true })
    await writePseudoRandom(full, bytes, (seed += 1))
    chmodSync(full, 0o644)
  }
}

type Call = readonly [group: string, entry: string, input: object]

/** Asks the engine as the page does. */
async function ask(page: Page, ...[group, entry, input]: Call): Promise<void> {
  const asked = `longshore.${group}.${entry}(${JSON.stringify(input)}, new Promise(() => undefined))`
  const answer = await page.evaluate<{ ok: boolean }>(asked)
  if (!answer.ok) throw new Error(`${group}.${entry}: ${JSON.stringify(answer)}`)
}

async function fill(page: Page, folder: string): Promise<void> {
  await ask(page, 'accounts', 'add', { kind: 'practice' })
  // Out of the first steps, which are for somebody without an account.
  await page.reload()
  const report = join(folder, 'Reports', 'Q3 figures.xlsx')
  await ask(page, 'queue', 'enqueue', { paths: [report], to: 'onedrive:/Reports' })
  await page.getByText('All done').first().waitFor({ timeout: 60_000 })
  await ask(page, 'settings', 'set', { key: 'bandwidth.bytesPerSecond', value: bytesPerSecond })
  // Somebody changed it meanwhile: it is not ours to replace.
  writeFileSync(report, Buffer.alloc(1))
  await writePseudoRandom(report, 2 * mega, 99)
  await ask(page, 'queue', 'enqueue', { paths: [report], to: 'onedrive:/Reports' })
  await ask(page, 'watches', 'add', {
    folder: join(folder, 'Microscope'),
    to: 'onedrive:/Instruments/Microscope',
    existing: 'upload',
    settleMs: 0,
  })
  await ask(page, 'queue', 'enqueue', { paths: [join(folder, 'Ceremony')], to: 'onedrive:/Films' })
}

/** None where there is no runtime for a window; the reason is told. */
export async function* realPictures(folder: string): AsyncGenerator<string> {
  if (noElectron !== null) {
    process.stderr.write(`The pictures of the real app are left as they are: it ${noElectron}.\n`)
    return
  }
  const display = await openDisplay()
  const own = appFolder()
  const made = join(own.dir, 'Data')
  mkdirSync(made)
  giveToApp(made)
  const app = await launchElectron({ display, folder: own, args: [root, '--data-dir', join(own.dir, 'longshore')] })
  try {
    await makeFiles(made)
    const page = await app.firstWindow()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await fill(page, made)
    await page.getByText('stack_000318').first().waitFor({ timeout: 60_000 })
    // Long enough for a steady time left.
    await page.waitForTimeout(16_000)
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(500)
      writeFileSync(join(folder, `app-${colorScheme}.png`), withPalette(await page.screenshot()))
      yield `app-${colorScheme}`
    }
  } finally {
    await app.close()
    display.close()
    own.remove()
    rmSync(made, { recursive: true, force: true })
  }
}
