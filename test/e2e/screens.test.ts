import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import { QueueWorld } from '../fakes/queue-world.ts'
import {
  busyWorld,
  folderWorld,
  historyWorld,
  idleWorld,
  linkedWorld,
  managedWorld,
  troubledWorld,
} from '../fakes/sample-worlds.ts'
import { DiagnosticsDialog } from './pages/diagnostics-dialog.ts'
import { LinkDialog } from './pages/link-dialog.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser } from './support/browser.ts'
import { axeFindings, contrastFindings, useBrowser, visiting } from './support/visit.ts'
import { clippedWords, speak, unspokenWords } from './support/words-on-page.ts'

interface Scene {
  readonly name: string
  readonly world: () => QueueWorld
  readonly act?: (page: Page) => Promise<void>
  /** Something that is only there when the scene is. */
  readonly shows: string
}

const go = (screen: Parameters<QueuePage['go']>[0]) => (page: Page) => new QueuePage(page).go(screen)

const scenes: readonly Scene[] = [
  { name: 'queue', world: busyWorld, shows: 'stack_000318.ome.tiff' },
  { name: 'queue with troubles', world: troubledWorld, shows: 'must be signed in again' },
  { name: 'empty queue', world: idleWorld, shows: 'Add files or watch a folder' },
  { name: 'details', world: busyWorld, act: look, shows: 'range acknowledged' },
  {
    name: 'adding files',
    world: busyWorld,
    act: (page) => new QueuePage(page).button('Add files').click(),
    shows: 'Add to the queue',
  },
  { name: 'choosing a folder', world: folderWorld, act: browse, shows: 'Show more than these' },
  { name: 'watched folders', world: busyWorld, act: go('Watched folders'), shows: 'Card reader' },
  { name: 'watching a folder', world: idleWorld, act: addWatch, shows: 'Only these' },
  { name: 'no watched folders', world: idleWorld, act: go('Watched folders'), shows: 'No watched folders' },
  { name: 'history', world: historyWorld, act: go('History'), shows: 'stack_000213.ome.tiff' },
  { name: 'a link to a file', world: linkedWorld, act: linkTo, shows: 'With the link, people can' },
  { name: 'no history', world: idleWorld, act: go('History'), shows: 'No history yet' },
  { name: 'accounts', world: busyWorld, act: go('Accounts'), shows: 'go on by themselves once it is signed in again' },
  { name: 'settings', world: busyWorld, act: go('Settings'), shows: 'Speed limit' },
  { name: 'a diagnostics file', world: busyWorld, act: lookAtDiagnostics, shows: 'Version and system' },
  { name: 'decided settings', world: managedWorld, act: go('Settings'), shows: 'Decided for this computer' },
  { name: 'accounts that are not allowed', world: managedWorld, act: go('Accounts'), shows: 'Not allowed' },
  { name: 'first run', world: () => new QueueWorld(), shows: 'Step 1 of 3' },
]

/** What the system and the window may ask of a page, and whether only its colours can be others then. */
const dresses: readonly (readonly [string, 'all' | 'colours', (page: Page) => Promise<void>])[] = [
  ['light', 'all', () => Promise.resolve()],
  ['dark', 'colours', (page) => page.emulateMedia({ colorScheme: 'dark' })],
  ['dark, high contrast', 'colours', (page) => page.emulateMedia({ colorScheme: 'dark', contrast: 'more' })],
  ['light, high contrast', 'colours', (page) => page.emulateMedia({ colorScheme: 'light', contrast: 'more' })],
  ['narrow', 'all', (page) => page.setViewportSize({ width: 360, height: 720 })],
  ['1280 × 800 at 200 %', 'all', (page) => page.setViewportSize({ width: 640, height: 400 })],
]

const tooWideBy = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

async function look(page: Page): Promise<void> {
  await new QueuePage(page).row('stack_000318').dblclick()
  await page.getByRole('button', { name: 'Why?' }).click()
}

async function lookAtDiagnostics(page: Page): Promise<void> {
  await go('Settings')(page)
  const dialog = new DiagnosticsDialog(page)
  await dialog.open()
  await dialog.read('troubled-transfers.json')
}

async function linkTo(page: Page): Promise<void> {
  await go('History')(page)
  await page.getByRole('table').getByRole('button').first().click()
  await new LinkDialog(page).open()
}

async function browse(page: Page): Promise<void> {
  await new QueuePage(page).button('Add files').first().click()
  await page.getByRole('textbox', { name: 'Destination' }).fill('onedrive:/Lab/Clients')
  await page.getByRole('button', { name: 'Browse…' }).click()
}

async function addWatch(page: Page): Promise<void> {
  await go('Watched folders')(page)
  await page.getByRole('button', { name: 'Watch a folder' }).click()
  await page.getByText('Rules').click()
}

describe.skipIf(noBrowser !== null)(`every screen${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test.each(scenes)('$name: no barrier in any dress, and nothing wider than the window', async (scene) => {
    await visiting(browser(), scene.world(), async (visit) => {
      const { page } = visit
      await scene.act?.(page)
      await page.getByText(scene.shows).first().waitFor()
      for (const [dress, rules, put] of dresses) {
        await put(page)
        expect(await (rules === 'all' ? axeFindings : contrastFindings)(visit), dress).toEqual([])
        expect(await page.evaluate<number>(tooWideBy), dress).toBe(0)
      }
    })
  })

  test.each(scenes)(
    '$name: said in the page’s own words, none of them cut off, in longer and mirrored languages',
    async (scene) => {
      await visiting(browser(), scene.world(), async (visit) => {
        const { page } = visit
        await scene.act?.(page)
        await page.getByText(scene.shows).first().waitFor()
        await page.setViewportSize({ width: 900, height: 700 })
        for (const language of ['en-XA', 'en-XB', 'de-DE']) {
          await speak(page, language)
          expect(await page.evaluate<number>(tooWideBy), language).toBe(0)
          expect(await clippedWords(page), language).toEqual([])
          if (language !== 'de-DE') expect(await unspokenWords(visit), language).toEqual([])
        }
      })
    },
  )
})
