/** Opens the built page before staged engines and takes its picture in every dress. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { openBrowser, openPage } from '../../test/e2e/support/browser.ts'
import { DiagnosticsDialog } from '../../test/e2e/pages/diagnostics-dialog.ts'
import { LinkDialog } from '../../test/e2e/pages/link-dialog.ts'
import { speak } from '../../test/e2e/support/words-on-page.ts'
import { serveUi } from '../../test/e2e/support/ui-server.ts'
import type { QueueWorld } from '../../test/fakes/queue-world.ts'
import {
  busyWorld,
  folderWorld,
  historyWorld,
  idleWorld,
  linkedWorld,
  longWorld,
  managedWorld,
  officeWorld,
  printWorld,
  refusedWorld,
  troubledWorld,
} from '../../test/fakes/sample-worlds.ts'
import { QueueWorld as EmptyWorld } from '../../test/fakes/queue-world.ts'
import { withPalette } from './palette.ts'
import { dark, inEach, narrow } from './picture.ts'
import type { Picture } from './picture.ts'
import { signInPictures } from './sign-in.ts'
import { failure } from '../../src/shared/failure.ts'

/** A window of 1280 × 800 at 200 %. */
const zoomed: BrowserContextOptions = { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }

const openAdd = (page: Page): Promise<void> => page.getByRole('button', { name: 'Add files' }).first().click()

async function openPauses(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pause all for a time' }).click()
  await page.getByRole('menuitem').first().waitFor()
}

const pictures: readonly Picture[] = [
  { name: 'queue-light', world: busyWorld, playMs: 9_000 },
  { name: 'queue-dark', world: busyWorld, dress: dark, playMs: 9_000 },
  { name: 'queue-narrow', world: busyWorld, dress: narrow },
  { name: 'queue-zoomed', world: busyWorld, dress: zoomed },
  { name: 'queue-contrast', world: busyWorld, dress: { contrast: 'more' } },
  { name: 'queue-forced', world: busyWorld, dress: { forcedColors: 'active' } },
  { name: 'queue-trouble', world: troubledWorld },
  { name: 'queue-trouble-dark', world: troubledWorld, dress: dark },
  { name: 'queue-trouble-narrow', world: troubledWorld, dress: narrow },
  { name: 'queue-empty', world: idleWorld },
  { name: 'queue-empty-narrow', world: idleWorld, dress: { ...narrow, ...dark } },
  { name: 'queue-long', world: longWorld, act: (page) => toTheEnd(page) },
  { name: 'queue-chosen', world: busyWorld, act: choose },
  ...inEach({ name: 'queue-pause', world: busyWorld, act: openPauses }),
  { name: 'details', world: busyWorld, act: look },
  { name: 'details-dark', world: busyWorld, dress: dark, act: look },
  { name: 'details-narrow', world: busyWorld, dress: narrow, act: look },
  { name: 'details-conflict', world: busyWorld, act: lookAtConflict },
  ...inEach({ name: 'details-waiting', world: busyWorld, act: lookAtWaiting }),
  { name: 'add-files', world: busyWorld, act: openAdd },
  { name: 'add-files-dark', world: busyWorld, dress: dark, act: openAdd },
  { name: 'add-files-narrow', world: busyWorld, dress: narrow, act: openAdd },
  { name: 'preflight', world: refusedWorld, act: (page) => lookAhead(page) },
  { name: 'preflight-dark', world: refusedWorld, dress: dark, act: (page) => lookAhead(page) },
  { name: 'preflight-narrow', world: refusedWorld, dress: narrow, act: (page) => lookAhead(page) },
  { name: 'preflight-fixed', world: refusedWorld, dress: dark, act: fixNames },
  { name: 'preflight-mail', world: refusedWorld, act: lookAheadAtMail },
  { name: 'browse', world: folderWorld, act: browse },
  { name: 'browse-dark', world: folderWorld, dress: dark, act: browse },
  { name: 'browse-narrow', world: folderWorld, dress: narrow, act: browse },
  { name: 'browse-places', world: officeWorld, act: (page, world) => browse(page, world, '') },
  { name: 'browse-mail', world: officeWorld, act: browseMail },
  { name: 'browse-mail-dark', world: officeWorld, dress: dark, act: browseMail },
  { name: 'browse-mail-narrow', world: officeWorld, dress: narrow, act: browseMail },
  { name: 'browse-tasks-dark', world: officeWorld, dress: dark, act: browseTasks },
  ...inEach({ name: 'browse-printers', world: printWorld, act: browsePrinters }),
  ...inEach({ name: 'add-to-printer', world: printWorld, act: pickPrinter }),
  { name: 'browse-empty', world: folderWorld, act: browseEmpty },
  { name: 'browse-trouble', world: folderWorld, dress: dark, act: browseTrouble },
  { name: 'lost', world: busyWorld, act: (page) => page.context().setOffline(true) },
  { name: 'watches', world: busyWorld, screen: 'watches' },
  { name: 'watches-dark', world: busyWorld, screen: 'watches', dress: dark },
  { name: 'watches-narrow', world: busyWorld, screen: 'watches', dress: narrow },
  { name: 'watches-empty', world: idleWorld, screen: 'watches' },
  { name: 'watches-add', world: busyWorld, screen: 'watches', act: watch },
  ...inEach({ name: 'watches-rules', world: busyWorld, screen: 'watches', act: limit }),
  { name: 'history', world: historyWorld, screen: 'history' },
  { name: 'history-dark', world: historyWorld, screen: 'history', dress: dark },
  { name: 'history-narrow', world: historyWorld, screen: 'history', dress: narrow },
  ...inEach({ name: 'links', world: linkedWorld, screen: 'history', act: openLinks }),
  ...inEach({ name: 'links-made', world: linkedWorld, screen: 'history', act: makeLinks }),
  { name: 'history-empty', world: idleWorld, screen: 'history' },
  { name: 'accounts', world: busyWorld, screen: 'accounts' },
  { name: 'accounts-dark', world: busyWorld, screen: 'accounts', dress: dark },
  { name: 'accounts-narrow', world: busyWorld, screen: 'accounts', dress: narrow },
  ...signInPictures,
  { name: 'settings', world: busyWorld, screen: 'settings' },
  { name: 'settings-dark', world: busyWorld, screen: 'settings', dress: dark },
  { name: 'settings-narrow', world: busyWorld, screen: 'settings', dress: narrow },
  ...inEach({ name: 'diagnostics', world: busyWorld, screen: 'settings', act: lookAtDiagnostics }),
  { name: 'settings-decided', world: managedWorld, screen: 'settings' },
  { name: 'settings-decided-dark', world: managedWorld, screen: 'settings', dress: dark },
  { name: 'settings-decided-narrow', world: managedWorld, screen: 'settings', dress: narrow },
  { name: 'accounts-decided', world: managedWorld, screen: 'accounts' },
  { name: 'first-run-1', world: () => new EmptyWorld() },
  { name: 'first-run-1-dark', world: () => new EmptyWorld(), dress: dark },
  { name: 'first-run-1-narrow', world: () => new EmptyWorld(), dress: narrow },
  { name: 'first-run-2', world: () => new EmptyWorld(), act: secondStep },
  { name: 'first-run-3', world: () => new EmptyWorld(), act: thirdStep },
]

async function toTheEnd(page: Page): Promise<void> {
  await page.getByRole('row').nth(2).click()
  await page.keyboard.press('End')
  await page.getByText('frame_099999.exr').waitFor()
}

async function choose(page: Page): Promise<void> {
  const rows = page.getByRole('row')
  await rows.filter({ hasText: 'stack_000318' }).click()
  await rows.filter({ hasText: 'stack_000321' }).click({ modifiers: ['Shift'] })
}

async function look(page: Page): Promise<void> {
  await page.getByRole('row').filter({ hasText: 'stack_000318' }).dblclick()
  await page.getByRole('button', { name: 'Why?' }).click()
}

async function lookAtWaiting(page: Page): Promise<void> {
  await page.getByRole('row').filter({ hasText: 'speeches' }).dblclick()
  await page.getByRole('button', { name: 'Why?' }).click()
  await page.getByRole('region', { name: 'Where it stands' }).scrollIntoViewIfNeeded()
}

async function lookAtConflict(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More about Q3 figures.xlsx' }).click()
  await page.getByRole('menuitem', { name: 'Why?' }).click()
}

async function openLinks(page: Page): Promise<void> {
  await page.getByRole('table').getByRole('button').first().click()
  await new LinkDialog(page).open('Links of its batch')
}

/** Of a few; the newest one gets none. */
async function makeLinks(page: Page, world: QueueWorld): Promise<void> {
  for (const id of [...world.rows.keys()].slice(0, -4)) world.move(id, 'canceled')
  world.links.refused.add([...world.rows.keys()].at(-1) ?? '')
  await openLinks(page)
  const dialog = new LinkDialog(page)
  await dialog.wish({ end: 'After 30 days' })
  await dialog.make()
  await dialog.sheet.getByRole('textbox').waitFor()
}

async function lookAhead(page: Page, paths = '/home/you/Batch', to = 'onedrive:/Lab'): Promise<void> {
  await openAdd(page)
  await page.getByRole('textbox', { name: 'Files or folders' }).fill(paths)
  await page.getByRole('textbox', { name: 'Destination' }).fill(to)
  await page.getByRole('region', { name: 'Before uploading' }).getByRole('listitem').first().waitFor()
  await page.getByRole('region', { name: 'Before uploading' }).scrollIntoViewIfNeeded()
}

async function fixNames(page: Page): Promise<void> {
  await lookAhead(page)
  await page.getByRole('button', { name: 'Upload 2 under allowed names' }).click()
  await page.getByRole('button', { name: 'Undo' }).scrollIntoViewIfNeeded()
}

async function lookAheadAtMail(page: Page, world: QueueWorld): Promise<void> {
  world.ahead.room = { bytes: 1_000_000, files: null, isCertain: false }
  await lookAhead(page, '/home/you/Photos', 'outlook:messages/M1')
}

async function browse(page: Page, _: QueueWorld, inside = 'onedrive:/Lab'): Promise<void> {
  await openAdd(page)
  await page.getByRole('textbox', { name: 'Destination' }).fill(inside)
  await page.getByRole('button', { name: 'Browse…' }).click()
  await page.getByRole('dialog', { name: 'Choose a destination' }).waitFor()
}

async function browseMail(page: Page, world: QueueWorld): Promise<void> {
  await browse(page, world, '')
  await page.getByRole('option', { name: 'Mail drafts' }).click()
  await page.getByRole('option', { name: 'Figures for the harbour office' }).click()
}

async function browseTasks(page: Page, world: QueueWorld): Promise<void> {
  await browse(page, world, '')
  await page.getByRole('option', { name: 'To Do' }).click()
  await page.getByRole('option', { name: 'Tasks' }).click()
  await page.getByRole('option', { name: 'Send the papers' }).waitFor()
}

async function browsePrinters(page: Page, world: QueueWorld): Promise<void> {
  await browse(page, world, '')
  await page.getByRole('option', { name: 'Printers' }).click()
  await page.getByRole('option', { name: 'Harbour office' }).waitFor()
}

async function pickPrinter(page: Page, world: QueueWorld): Promise<void> {
  await browsePrinters(page, world)
  await page.getByRole('option', { name: 'Harbour office' }).click()
  await page.getByRole('button', { name: 'Choose this printer' }).click()
  await page.getByRole('textbox', { name: 'Files or folders' }).fill('/home/you/Offer.pdf')
  await page.getByText('Prints on “Harbour office”').first().waitFor()
}

async function browseEmpty(page: Page, world: QueueWorld): Promise<void> {
  await browse(page, world, 'onedrive:/Lab/Figures')
}

async function browseTrouble(page: Page, world: QueueWorld): Promise<void> {
  world.places.trouble.browse = failure('offline', { host: 'graph.microsoft.com', detail: 'no route' })
  await browse(page, world)
}

async function watch(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Watch a folder' }).first().click()
  await page.getByText('Rules').click()
}

async function limit(page: Page): Promise<void> {
  await watch(page)
  await page.getByLabel('Longest wait for a file').scrollIntoViewIfNeeded()
}

async function lookAtDiagnostics(page: Page): Promise<void> {
  const dialog = new DiagnosticsDialog(page)
  await dialog.open()
  await dialog.read('troubled-transfers.json')
}

async function secondStep(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Use the practice cloud' }).click()
  await page.getByRole('button', { name: 'Use this folder' }).waitFor()
}

async function thirdStep(page: Page): Promise<void> {
  await secondStep(page)
  await page.getByRole('button', { name: 'Use this folder' }).click()
}

/** An engine at work, as the graph would show it. */
function play(world: QueueWorld): () => void {
  let turn = 0
  const speeds = [7, 7.4, 7.2, 9.6, 9.1, 10.4, 10.1, 9.4, 9.8, 11.7, 11.5, 11.1, 11.4, 11.2, 11.5, 11.4, 11.6]
  const timer = setInterval(() => {
    world.bytesPerSecond = (speeds[turn % speeds.length] ?? 11.6) * 1e6
    turn += 1
    world.touch()
  }, 500)
  return () => clearInterval(timer)
}

/** The day of the sample worlds, wherever and whenever a picture is taken; it goes on from there. */
const inTheWorldsDay = `{
  const away = Date.parse('2026-11-21T12:00:50.000Z') - Date.now()
  const Real = Date
  globalThis.Date = class extends Real {
    constructor(...args) {
      super(...(args.length === 0 ? [Real.now() + away] : args))
    }
    static now() {
      return Real.now() + away
    }
  }
}`

async function take(browser: Browser, outDir: string, path: string, picture: Picture): Promise<void> {
  const world = picture.world()
  const server = await serveUi(world, outDir)
  const { page, wrong } = await openPage(browser, picture.dress)
  await page.addInitScript({ content: inTheWorldsDay })
  const stop = picture.playMs === undefined ? () => undefined : play(world)
  try {
    await page.goto(server.link())
    await page.getByRole('heading', { level: 1 }).waitFor()
    if (picture.screen !== undefined) await page.evaluate(`location.hash = '#/${picture.screen}'`)
    await page.waitForTimeout(900)
    await picture.act?.(page, world)
    if (picture.name.startsWith('lost')) server.dropLines()
    if (picture.language !== undefined) await speak(page, picture.language)
    await page.waitForTimeout(picture.playMs ?? 700)
    writeFileSync(path, withPalette(await page.screenshot()))
    if (wrong.length > 0) throw new Error(`${picture.name}: ${wrong.join('; ')}`)
  } finally {
    stop()
    await page.context().close()
    await server.close()
  }
}

/** Every screen and state once more, in each of these: to be looked at, not to be kept. */
const dresses: Readonly<Record<string, BrowserContextOptions>> = {
  'light-900': { viewport: { width: 900, height: 760 } },
  'dark-900': { viewport: { width: 900, height: 760 }, ...dark },
  'light-1400': { viewport: { width: 1_400, height: 900 } },
  'dark-1400': { viewport: { width: 1_400, height: 900 }, ...dark },
}

export function dressed(): readonly Picture[] {
  const plain = pictures.filter(({ dress }) => dress === undefined)
  return plain.flatMap((picture) =>
    Object.entries(dresses).map(([name, dress]) => ({ ...picture, name: `${picture.name}-${name}`, dress })),
  )
}

/** All of them in another language. */
export function spoken(language: string): readonly Picture[] {
  return pictures.map((picture) => ({ ...picture, language }))
}

/** Only those whose name contains `some`. */
export async function* picturesOf(
  outDir: string,
  folder: string,
  some: string,
  all: readonly Picture[] = pictures,
): AsyncGenerator<string> {
  const browser = await openBrowser()
  try {
    for (const picture of all.filter(({ name }) => name.includes(some))) {
      await take(browser, outDir, join(folder, `${picture.name}.png`), picture)
      yield picture.name
    }
  } finally {
    await browser.close()
  }
}
