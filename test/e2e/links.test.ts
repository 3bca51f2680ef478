/** Links to files that are done: the dialog, its clipboard, what it says when there is none, and where it isn't offered. */

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import { busyWorld, historyWorld, linkedWorld } from '../fakes/sample-worlds.ts'
import { HistoryPage } from './pages/history-page.ts'
import { LinkDialog } from './pages/link-dialog.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser } from './support/browser.ts'
import { pressOn } from './support/keyboard.ts'
import { axeFindings, useBrowser, visiting } from './support/visit.ts'

const mine = { permissions: ['clipboard-read', 'clipboard-write'] }
const name = 'stack_000213.ome.tiff'

const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()')

async function look(page: Page): Promise<void> {
  await new QueuePage(page).go('History')
  await new HistoryPage(page).row(name).getByRole('button').click()
}

describe.skipIf(noBrowser !== null)(`links to files${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('what is wished is asked for, and the link is on the clipboard, in the dialog, and said', async () => {
    const world = linkedWorld()
    const id = [...world.rows.values()].find(({ path }) => path.endsWith(name))?.id ?? ''
    await visiting(
      browser(),
      world,
      async (visit) => {
        const { page } = visit
        await look(page)
        const dialog = new LinkDialog(page)
        await dialog.open()
        expect(await axeFindings(visit)).toEqual([])
        await dialog.wish({ kind: 'change the file', scope: 'Anyone who has the link', end: 'After 7 days' })
        await dialog.make()
        await dialog.said('The link is on the clipboard.')
        expect(await clipboard(page)).toBe(`https://files.example/s/${id}`)
        expect(await dialog.shown()).toBe(`https://files.example/s/${id}`)
        // Whoever has no clipboard copies what is marked.
        expect(await page.evaluate<string>('getSelection().toString() || document.activeElement.value')).toContain(id)
        await dialog.sheet.getByText('People of your organization can change the file. It ends').waitFor()
        expect(await axeFindings(visit)).toEqual([])
        expect(world.links.asked).toEqual([
          { ids: [id], kind: 'edit', scope: 'anyone', expiresAt: expect.stringMatching(/Z$/) },
        ])
        await dialog.close()
        await expect.poll(() => page.getByText('https://files.example').count()).toBe(0)
      },
      mine,
    )
  })

  test('by keyboard alone, from the row; one that is refused says why, and another wish can be made', async () => {
    const world = linkedWorld()
    const id = [...world.rows.values()].find(({ path }) => path.endsWith(name))?.id ?? ''
    world.links.refused.add(id)
    await visiting(browser(), world, async (visit) => {
      const { page } = visit
      await new QueuePage(page).go('History')
      await new HistoryPage(page).row(name).getByRole('button').focus()
      await page.keyboard.press('Control+l')
      const dialog = new LinkDialog(page)
      await dialog.sheet.waitFor()
      await pressOn(page, 'Copy link')
      await dialog.sheet.getByRole('alert').getByText('Sharing by link is not enabled').waitFor()
      expect(await axeFindings(visit)).toEqual([])
      world.links.refused.clear()
      await dialog.make()
      // Nobody gave this page the clipboard to read; writing it works, or the dialog says that it doesn't.
      await dialog.sheet.getByRole('status').getByText('clipboard').waitFor()
      await page.keyboard.press('Escape')
      await dialog.sheet.waitFor({ state: 'detached' })
      await expect.poll(() => new QueuePage(page).focused()).toContain(name)
    })
  })

  test('in the queue: of one that was just done by its button, of all that are chosen by the bar', async () => {
    const world = busyWorld()
    world.links.offer = linkedWorld().links.offer
    const ids = [...world.rows.values()].filter(({ path }) => /stack_00032[01]/.test(path)).map(({ id }) => id)
    await visiting(
      browser(),
      world,
      async ({ page }) => {
        const queue = new QueuePage(page)
        await queue.row('stack_000320').waitFor()
        for (const id of ids) world.move(id, 'done', { remote: { id, name: id, size: 1, hash: null, webUrl: null } })
        const dialog = new LinkDialog(page)
        await queue.row('stack_000320').getByRole('button', { name: 'Copy link of stack_000320' }).click()
        await dialog.make()
        await dialog.said('The link is on the clipboard.')
        await dialog.close()
        expect(await clipboard(page)).toBe(`https://files.example/s/${ids[0]}`)
      },
      mine,
    )
    await visiting(
      browser(),
      world,
      async ({ page }) => {
        const queue = new QueuePage(page)
        for (const id of ids) world.move(id, 'sending', { remote: null })
        await queue.row('stack_000320').click()
        await queue.row('stack_000321').click({ modifiers: ['Shift'] })
        const copyLinks = page
          .getByRole('toolbar', { name: 'Chosen files' })
          .getByRole('button', { name: 'Copy links' })
        await page.getByText('2 files chosen').waitFor()
        expect(await copyLinks.count()).toBe(0)
        for (const id of ids) world.move(id, 'done', { remote: { id, name: id, size: 1, hash: null, webUrl: null } })
        await copyLinks.click()
        const dialog = new LinkDialog(page)
        await dialog.make()
        await dialog.said('2 links are on the clipboard')
        expect((await clipboard(page)).split('\n')).toEqual(ids.map((id) => `https://files.example/s/${id}`))
      },
      mine,
    )
  })

  test('what the administrator allows is all that can be chosen; a place without links shows no action', async () => {
    const world = linkedWorld()
    world.links.offer = { destinations: ['onedrive'], scopes: ['organization'], mostDays: 30 }
    await visiting(browser(), world, async ({ page }) => {
      await look(page)
      const dialog = new LinkDialog(page)
      await dialog.open()
      expect(await dialog.choices('Who can open it')).toEqual(['People of your organization'])
      expect(await dialog.choices('The link ends')).toEqual([
        'After 30 days, the longest that is allowed',
        'After one day',
        'After 7 days',
      ])
      await dialog.make()
      await dialog.sheet.getByRole('status').getByText('clipboard').waitFor()
      expect(world.links.asked).toEqual([{ ids: [expect.any(String)], kind: 'view' }])
    })
    const without = historyWorld()
    await visiting(browser(), without, async ({ page }) => {
      await new QueuePage(page).go('History')
      await new HistoryPage(page).row(name).getByRole('button').focus()
      await page.keyboard.press('Control+l')
      await page.getByText('There is no link to this file').waitFor()
      expect(without.links.asked).toEqual([])
    })
  })
})
