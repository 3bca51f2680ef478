import { setTimeout as wait } from 'node:timers/promises'
import type { Locator } from 'playwright'
import { describe, expect, test } from 'vitest'
import { busyWorld, troubledWorld } from '../fakes/sample-worlds.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser } from './support/browser.ts'
import { axeFindings, useBrowser, visiting } from './support/visit.ts'

/** Wholly on the screen, as somebody who reads sees it. */
async function inSight(place: Locator): Promise<boolean> {
  const [box, view] = [await place.boundingBox(), place.page().viewportSize()]
  return box !== null && view !== null && box.y >= 0 && box.y + box.height <= view.height
}

describe.skipIf(noBrowser !== null)(`the queue${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('says what goes on, and follows what is on the screen', async () => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      const queue = new QueuePage(page)
      await expect.poll(() => queue.title.textContent()).toBe('Uploading 3 of 325 files')
      const row = queue.row('stack_000318')
      await row.getByText('Uploading · 62%').waitFor()
      await expect.poll(() => world.followed).toBeGreaterThan(0)
      world.move('r1', 'sending', { acknowledgedBytes: 4.5e9 })
      await row.getByText('Uploading · 90%').waitFor()
      expect(await row.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('Uploading · 90%')
      expect(await row.getAttribute('aria-label')).toBe(
        'stack_000318.ome.tiff, uploading, 90 percent, to Lab / Runs / 2026-11',
      )
      world.move('r1', 'done', { acknowledgedBytes: 5e9, evidence: 'hash' })
      await row.getByText('Done · verified by hash').waitFor()
      await expect.poll(() => queue.title.textContent()).toBe('Uploading 2 of 324 files')
      // For a moment it keeps its place, then it makes room.
      await row.waitFor({ state: 'detached', timeout: 30_000 })
      expect(world.followed).toBeLessThanOrEqual(200)
    })
  })

  test('finds what was added meanwhile', async () => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      const queue = new QueuePage(page)
      await queue.button('Add files').click()
      await page.getByLabel('Files or folders').fill('/data/new/late.bin')
      await page.getByRole('textbox', { name: 'Destination' }).fill('onedrive:New')
      await queue.button('Add to the queue').click()
      await page.getByText("'New' is none of the forms", { exact: false }).waitFor()
      await page.getByRole('textbox', { name: 'Destination' }).fill('onedrive:/New')
      await queue.button('Add to the queue').click()
      await page.getByText('One file added.').waitFor()
      expect(world.asked).toContainEqual({
        name: 'enqueue',
        input: {
          paths: ['/data/new/late.bin'],
          to: 'onedrive:/New',
          conflict: 'fail',
          fixes: { names: false, leaveOut: [] },
        },
      })
      await queue.find.fill('late')
      await queue.row('late.bin').waitFor()
      expect(await queue.row('stack').count()).toBe(0)
      await queue.find.fill('nowhere to be found')
      await page.getByText('Nothing found').waitFor()
    })
  })

  test('says what an engine refuses, with the next step', async () => {
    await visiting(browser(), busyWorld(), async ({ page }) => {
      const queue = new QueuePage(page)
      await queue.button('Add folder').click()
      await page.getByLabel('Folder', { exact: true }).fill('/data/missing')
      await queue.button('Add to the queue').click()
      await expect
        .poll(() => page.getByRole('alert').allTextContents())
        .toContain('There is nothing at /data/missing.Nothing was enqueued. Check the path and try again.')
    })
  })

  test('pauses, resumes and cancels, and takes a cancel back', async () => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      const queue = new QueuePage(page)
      const row = queue.row('stack_000318')
      await row.getByRole('button', { name: 'Pause stack_000318.ome.tiff' }).click()
      await row.getByText('Paused').waitFor()
      await row.getByRole('button', { name: 'Resume stack_000318.ome.tiff' }).click()
      await row.getByText('Queued').waitFor()
      await row.getByRole('button', { name: 'Cancel stack_000318.ome.tiff' }).click()
      await queue.undo.click()
      await row.getByText('Queued').waitFor()
      expect(world.rows.get('r1')?.acknowledgedBytes).toBe(3.1e9)
      expect(world.asked.some(({ name }) => name === 'cancel')).toBe(false)
      await row.getByRole('button', { name: 'Cancel stack_000318.ome.tiff' }).click()
      await expect.poll(() => world.rows.get('r1')?.state, { timeout: 20_000 }).toBe('canceled')
    })
  })

  test('acts on all that is chosen', async () => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      const queue = new QueuePage(page)
      await queue.row('stack_000322').click()
      await queue.row('stack_000324').click({ modifiers: ['Shift'] })
      await page.getByText('3 files chosen').waitFor()
      await page.getByRole('toolbar').getByRole('button', { name: 'Pause' }).click()
      await expect.poll(() => world.rows.get('r323')?.state).toBe('paused')
      expect(world.rows.get('r325')?.state).toBe('queued')
    })
  })

  test('tells what needs a person, as few cards with a next step', async () => {
    await visiting(browser(), troubledWorld(), async ({ page, world }) => {
      const queue = new QueuePage(page)
      const signIn = queue.card("The account 'archive' must be signed in again.")
      await signIn.getByText('24 files', { exact: false }).waitFor()
      await signIn.getByRole('button', { name: 'Sign in again: archive' }).waitFor()
      const taken = queue.card('There is already another Q3 figures.xlsx')
      await taken.getByRole('button', { name: 'More about Q3 figures.xlsx' }).click()
      await page.getByRole('menuitem', { name: 'Retry' }).click()
      await taken.waitFor({ state: 'detached' })
      expect(world.rows.get('n1')?.state).toBe('queued')
      const refused = queue.card('does not allow the name Q3: final?.xlsx')
      await refused.getByRole('button', { name: 'More about Q3: final?.xlsx' }).click()
      await page.getByRole('menuitem', { name: 'Dismiss' }).click()
      await refused.waitFor({ state: 'detached' })
      await page.reload()
      await queue.card('What arrived of index.db').waitFor()
      expect(await refused.count()).toBe(0)
    })
  })

  test('explains one transfer', async () => {
    await visiting(browser(), busyWorld(), async ({ page }) => {
      const queue = new QueuePage(page)
      await queue.row('stack_000318').dblclick()
      await queue.drawer.getByText('/data/microscope/Run 0412/stack_000318.ome.tiff').waitFor()
      await queue.drawer.getByRole('button', { name: 'Why?' }).click()
      await queue.drawer.getByText('nobody wrote to it for 10 s').waitFor()
      const standing = queue.drawer.getByRole('region', { name: 'Where it stands' })
      await standing.getByText('the first 3.1 GB').waitFor()
      await standing.getByText('no failure, started over once').waitFor()
      const [above, below] = await Promise.all([
        standing.boundingBox(),
        queue.drawer.getByRole('region', { name: 'What happened' }).boundingBox(),
      ])
      expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0)
      await page.keyboard.press('Escape')
      await expect.poll(() => queue.drawer.count()).toBe(0)
    })
  })

  test('says by keyboard alone where one stands, with the times of whoever reads it, and follows it', async () => {
    // A language that the page doesn't speak: English words, and times as they are written there.
    const locale = { locale: 'fr-FR', timezoneId: 'Asia/Tokyo' }
    await visiting(
      browser(),
      busyWorld(),
      async (visit) => {
        const { page, world } = visit
        const queue = new QueuePage(page)
        await queue.row('speeches').click()
        await page.keyboard.press('Enter')
        const why = queue.drawer.getByRole('button', { name: 'Why?' })
        await why.waitFor()
        while (!(await why.evaluate((button) => button === button.ownerDocument.activeElement))) {
          await page.keyboard.press('Tab')
        }
        await page.keyboard.press('Enter')
        const standing = queue.drawer.getByRole('region', { name: 'Where it stands' })
        await standing.getByRole('heading', { name: 'Where it stands' }).waitFor()
        const next = standing.locator('time[datetime="2026-11-21T14:32:00.000Z"]')
        expect(await next.textContent()).toMatch(/^21 nov\. 2026, 23:32$|^23:32$/)
        expect(await standing.textContent()).toContain('2 failures')
        expect(await standing.textContent()).toContain('and 2 more parts')
        expect(await standing.textContent()).not.toMatch(/\dT\d\d:/)
        // With the keys of a page, however long it is.
        await page.keyboard.press('End')
        await expect.poll(() => inSight(queue.drawer.getByText('settled'))).toBe(true)
        expect(await axeFindings(visit)).toEqual([])
        const before = world.standings.get('f2')
        if (before === undefined) throw new Error('it stands nowhere')
        world.standings.set('f2', { ...before, state: 'sending', why: null, nextAt: null, attempts: 5 })
        world.move('f2', 'sending')
        await standing.getByText('Its bytes are on their way').waitFor()
        await standing.getByText('5 failures').waitFor()
        expect(await why.evaluate((button) => button === button.ownerDocument.activeElement)).toBe(true)
      },
      locale,
    )
  })

  test('says since when it is offline', async () => {
    const world = busyWorld()
    for (const id of ['r1', 'r2', 'f1']) world.move(id, 'waiting')
    world.offlineSince = '2026-11-20T14:32:00.000Z'
    await visiting(
      browser(),
      world,
      async ({ page }) => {
        const queue = new QueuePage(page)
        await expect
          .poll(() => queue.title.textContent())
          .toMatch(/^Offline since 20 Nov 2026, 23:32 · \d+ files wait$/)
      },
      { locale: 'en-GB', timezoneId: 'Asia/Tokyo' },
    )
  })

  test('speaks to those who listen at most once in ten seconds', async () => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      await page.evaluate(`{
        globalThis.said = []
        const live = document.querySelector('[data-live]')
        new MutationObserver(() => said.push([performance.now(), live.textContent])).observe(live, { childList: true, characterData: true, subtree: true })
      }`)
      for (let round = 0; round < 60; round += 1) {
        world.move(`r${330 + round}`, 'done')
        await wait(400)
      }
      const said = await page.evaluate<[number, string][]>('said')
      expect(said.length).toBeGreaterThan(0)
      for (const [at, [time]] of said.entries()) {
        const before = said[at - 1]
        if (before !== undefined) expect(time - before[0]).toBeGreaterThan(9_000)
      }
      expect(said.at(-1)?.[1]).toMatch(/^Uploading 3 of \d+ files, /)
    })
  })
})
