/** Whose turn it is by keyboard and by drag; what one thing stopped, tried again as one; a file that is over, once more. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { busyWorld, historyWorld, troubledWorld } from '../fakes/sample-worlds.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser } from './support/browser.ts'
import { useBrowser, visiting } from './support/visit.ts'

describe.skipIf(noBrowser !== null)(`steering by hand${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('rows go up and down by keyboard, one or all that are chosen, and keep the focus', async () => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      const queue = new QueuePage(page)
      const moves = () => world.asked.filter(({ name }) => name === 'move').map(({ input }) => input)
      await queue.row('stack_000323').click()
      const at = Number(await queue.row('stack_000323').getAttribute('aria-rowindex'))
      await page.keyboard.press('Alt+ArrowUp')
      await expect.poll(moves).toEqual([{ ids: ['r323'], goal: { before: 'r322' } }])
      await expect.poll(() => queue.row('stack_000323').getAttribute('aria-rowindex')).toBe(`${at - 1}`)
      expect(await queue.focused()).toMatch(/^stack_000323/)
      await queue.row('stack_000324').click({ modifiers: ['Control'] })
      await page.keyboard.press('Alt+ArrowDown')
      await expect.poll(moves).toContainEqual({ ids: ['r323', 'r324'], goal: { after: 'r325' } })
      await expect.poll(() => queue.row('stack_000325').getAttribute('aria-rowindex')).toBe(`${at}`)
    })
  })

  test('a row is dragged to another place', async () => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      const queue = new QueuePage(page)
      await queue.row('stack_000322').waitFor()
      await queue.row('stack_000324').dragTo(queue.row('stack_000322'), { targetPosition: { x: 60, y: 4 } })
      const moves = () => world.asked.filter(({ name }) => name === 'move').map(({ input }) => input)
      await expect.poll(moves).toEqual([{ ids: ['r324'], goal: { before: 'r322' } }])
      await queue.row('stack_000322').click()
      await queue.row('stack_000323').click({ modifiers: ['Shift'] })
      await queue.row('stack_000322').dragTo(queue.row('stack_000325'), { targetPosition: { x: 60, y: 40 } })
      await expect.poll(moves).toContainEqual({ ids: ['r322', 'r323'], goal: { after: 'r325' } })
      // Nothing was taken for a file that is added.
      expect(await page.getByRole('dialog').count()).toBe(0)
    })
  })

  test('what one thing stopped is tried again by one call, also what is not in sight', async () => {
    const world = troubledWorld()
    for (const id of ['x3', 'x4']) {
      const row = world.rows.get('x2')
      if (row !== undefined) world.put({ ...row, id, path: `/data/${id}.bin` })
    }
    await visiting(browser(), world, async ({ page }) => {
      const queue = new QueuePage(page)
      await queue.card('3 files').getByRole('button', { name: 'Retry 3 files' }).click()
      const asked = () => world.asked.filter(({ name }) => name === 'retryCause').map(({ input }) => input)
      await expect.poll(asked).toEqual([{ cause: 'content-differs' }])
      await expect
        .poll(() => ['x2', 'x3', 'x4'].map((id) => world.rows.get(id)?.state))
        .toEqual(Array(3).fill('queued'))
      expect(page.url()).toContain('127.0.0.1')
    })
  })

  test('a file of the history is looked at by two clicks as by one, and a click beside it ends that', async () => {
    await visiting(browser(), historyWorld(), async ({ page }) => {
      const queue = new QueuePage(page)
      await queue.go('History')
      const name = page.getByRole('button', { name: /^stack_000212.*, done/ })
      for (const clickCount of [2, 1]) {
        await name.click({ clickCount, delay: 20 })
        await queue.drawer.waitFor()
        // Both clicks are over.
        await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))')
        expect(await queue.drawer.count()).toBe(1)
        await page.mouse.click(5, 5)
        await queue.drawer.waitFor({ state: 'detached' })
      }
    })
  })

  test('what waits is shown by its reason, which is a choice where there is one', async () => {
    await visiting(browser(), busyWorld(), async ({ page }) => {
      const queue = new QueuePage(page)
      const [state, reason] = ['Show', 'Reason'].map((name) => page.getByRole('combobox', { name }))
      await queue.row('stack_000322').waitFor()
      expect(await reason?.count()).toBe(0)
      await state?.selectOption('waiting')
      await expect
        .poll(() => reason?.locator('option').allTextContents())
        .toEqual(['Any reason', 'root-offline', 'throttled'])
      await queue.row('speeches').waitFor()
      await reason?.selectOption('root-offline')
      await expect.poll(() => queue.row('speeches').count()).toBe(0)
      await queue.row('rings').waitFor()
      // It stays a choice, whatever else is shown, until it is taken back.
      await state?.selectOption('')
      await expect.poll(() => queue.row('stack_000322').count()).toBe(0)
      expect(await reason?.inputValue()).toBe('root-offline')
      await reason?.selectOption('')
      await queue.row('stack_000322').waitFor()
      await expect.poll(() => reason?.count()).toBe(0)
      // Nothing is like both: one press shows everything again.
      await state?.selectOption('waiting')
      await reason?.selectOption('throttled')
      await state?.selectOption('paused')
      await page.getByRole('button', { name: 'Show all' }).click()
      await queue.row('stack_000322').waitFor()
      expect(await reason?.count()).toBe(0)
    })
  })

  test('the history is found by reason, a file goes once more, and its batch is a file', async () => {
    const world = historyWorld()
    await visiting(browser(), world, async ({ page }) => {
      const queue = new QueuePage(page)
      await queue.go('History')
      await page.getByRole('combobox', { name: 'State' }).selectOption('failed')
      await page.getByRole('combobox', { name: 'Reason' }).selectOption('source-gone')
      await page.getByText('21 found').waitFor()
      await page.getByRole('button', { name: 'Show all' }).click()
      await page
        .getByRole('table')
        .getByRole('button', { name: /^stack_000212.*, done/ })
        .click()
      await queue.drawer.getByRole('button', { name: 'Upload again' }).click()
      await page.getByText('Queued once more. The file has changed since; what is there now is sent.').waitFor()
      expect(world.asked.at(-1)).toEqual({ name: 'again', input: { id: 'h212' } })
      // In a browser the service's page is a link, and no folder can be shown.
      expect(await queue.drawer.getByRole('link', { name: 'Open in the browser' }).count()).toBe(1)
      expect(await queue.drawer.getByRole('button', { name: 'Show in folder' }).count()).toBe(0)
      await queue.drawer.getByRole('button', { name: 'Export its batch' }).click()
      const saved = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'CSV' }).click()
      expect(readFileSync(await (await saved).path(), 'utf8')).toContain('stack_000212')
      expect(world.asked.at(-1)).toEqual({ name: 'export', input: { filter: { batch: 'run-0411' }, format: 'csv' } })
    })
  })
})
