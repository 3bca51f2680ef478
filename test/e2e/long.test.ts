import { describe, expect, test } from 'vitest'
import { longWorld } from '../fakes/sample-worlds.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser } from './support/browser.ts'
import { useBrowser, visiting } from './support/visit.ts'

/** A window shows sixteen rows; some wait above and below. */
const mostRows = 60
const mostHeap = 200e6

describe.skipIf(noBrowser !== null)(`a hundred thousand files${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('are reached to the last one, with few of them in the page', async () => {
    await visiting(browser(), longWorld(100_000), async ({ page, world }) => {
      const queue = new QueuePage(page)
      await queue.row('frame_000000').click()
      expect(Number(await queue.grid.getAttribute('aria-rowcount'))).toBeGreaterThanOrEqual(100_000)
      let most = 0
      const speeds = setInterval(() => {
        for (let id = 0; id < 10; id += 1)
          world.move(`l${id}`, 'sending', { acknowledgedBytes: Math.round(48e6 * ((Date.now() % 1_000) / 1_000)) })
      }, 100)
      for (const part of [0.1, 0.5, 0.3, 1]) {
        await page.evaluate(
          `document.querySelector('main').scrollTo(0, document.querySelector('main').scrollHeight * ${part})`,
        )
        await page.waitForTimeout(300)
        most = Math.max(most, await queue.rowsInPage())
      }
      await queue.row('frame_000000').focus()
      await page.keyboard.press('End')
      await queue.row('frame_099999').waitFor({ timeout: 90_000 })
      clearInterval(speeds)
      most = Math.max(most, await queue.rowsInPage())
      expect(most).toBeLessThan(mostRows)
      await expect.poll(() => world.followed).toBeLessThanOrEqual(200)
      // Heads of the hundred folders, and the row of headings.
      await expect.poll(() => queue.grid.getAttribute('aria-rowcount')).toBe(String(100_000 + 100 + 1))
      const heap = await page.evaluate<number>('performance.memory.usedJSHeapSize')
      expect(heap).toBeLessThan(mostHeap)
    })
  })
})
